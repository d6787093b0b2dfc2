#include "base/yaml.h"
#include "config/decode.h"
#include "config/encode.h"
#include "config/reset.h"
#include "config/rules.h"
#include "config/take.h"

namespace kcluster {

void decode_reset(const YamlDocument& yaml, ResetConfiguration& reset, Faults& faults) {
  const Json& root = yaml.root;
  take::boolean(root, "cleanupTmpDir", reset.cleanup_tmp_dir);
  take::boolean(root, "dryRun", reset.dry_run);
  take::boolean(root, "force", reset.force);
  take::text(root, "certificatesDir", reset.certificates_dir);
  take::text(root, "criSocket", reset.cri_socket);
  take::texts(root, "ignorePreflightErrors", reset.ignore_preflight_errors);
  take::texts(root, "skipPhases", reset.skip_phases);
  take::texts(root, "unmountFlags", reset.unmount_flags);
  decode_timeouts(yaml, reset.timeouts, faults);
}

void judge_reset(std::vector<Document>& documents, ResetConfiguration& reset, Faults& faults) {
  const auto* document = find(documents, Role::reset);
  if (document == nullptr) return;
  decode_reset(document->yaml, reset, faults);
  rules::Found found;
  rules::reset(reset, found);
  for (auto& finding : found.take()) faults.place(document->yaml, std::move(finding));
}

LoadedReset load_reset(std::string_view text, std::string_view source) {
  Faults faults(source);
  auto documents =
      documents_for({Role::reset, "reset", "ResetConfiguration"}, text, source, faults);
  LoadedReset loaded;
  judge_reset(documents, loaded.config, faults);
  loaded.warnings = faults.settle();
  return loaded;
}

std::string print_reset_defaults() {
  return write_yaml({{"apiVersion", kCurrentApi},
                     {"kind", "ResetConfiguration"},
                     {"certificatesDir", "/etc/kubernetes/pki"},
                     {"criSocket", "unix:///var/run/containerd/containerd.sock"},
                     {"timeouts", put::timeouts({})}});
}

}  // namespace kcluster
