#include "config/faults.h"
#include "config/flag_rows.h"
#include "config/reset.h"
#include "config/rules.h"

namespace kcluster {
namespace {

// All that may not stand beside --config (kubeadm's list).
constexpr FlagRow<ResetFlags> kRows[] = {
    {"--cert-dir", "certificatesDir", [](auto& f) { return f.cert_dir.has_value(); }},
    {"--cleanup-tmp-dir", "cleanupTmpDir", [](auto& f) { return f.cleanup_tmp_dir; }},
    {"--cri-socket", "criSocket", [](auto& f) { return f.cri_socket.has_value(); }},
    {"--force", "force", [](auto& f) { return f.force; }},
};

constexpr FlagRow<ResetFlags> kBeside[] = {
    {"--ignore-preflight-errors", "ignorePreflightErrors",
     [](auto& f) { return !f.ignore_preflight_errors.empty(); }},
};

}  // namespace

ResetConfiguration merge_flags(ResetConfiguration config, const ResetFlags& flags) {
  refuse_mixture<ResetFlags>(flags, kRows);
  lay(flags.cert_dir, config.certificates_dir);
  lay(flags.cri_socket, config.cri_socket);
  if (!flags.skip_phases.empty()) config.skip_phases = flags.skip_phases;
  config.cleanup_tmp_dir |= flags.cleanup_tmp_dir;
  config.dry_run |= flags.dry_run;
  config.force |= flags.force;
  auto& ignored = config.ignore_preflight_errors;
  ignored.insert(ignored.end(), flags.ignore_preflight_errors.begin(),
                 flags.ignore_preflight_errors.end());
  rules::Found found;
  rules::reset(config, found);
  auto faults = found.take();
  for (auto& finding : faults) finding.place = flag_of<ResetFlags>(finding.name, kRows, kBeside);
  if (!faults.empty()) throw_faults("command line", std::move(faults));
  return config;
}

}  // namespace kcluster
