#include <algorithm>

#include "base/attempt.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"

namespace kcluster {
namespace {

constexpr std::size_t kKept = 3;

bool is_backup(const std::string& name) {
  return name.starts_with("before-") && name.ends_with(".tar");
}

}  // namespace

void localise_kubelet(const UpgradePlan& plan, Files& files) {
  const auto text = files.read(paths::kubelet_conf);
  if (!text || plan.control_plane_url == plan.api.local_url) return;
  if (read_kubeconfig(paths::kubelet_conf, files).server != plan.control_plane_url) return;
  files.write(paths::kubelet_conf, with_server(*text, paths::kubelet_conf, plan.api.local_url),
              {0600, Secrecy::secret});
}

void prune_backups(const UpgradePlan& plan, Files& files, const Tell& sink) {
  auto names = files.list(paths::upgrade).value_or(std::vector<std::string>{});
  std::erase_if(names, [](const auto& name) { return !is_backup(name); });
  const auto begun = read_upgrade(files);
  std::sort(names.rbegin(), names.rend());  // they are named by when the upgrade began
  for (std::size_t i = kKept; i < names.size(); ++i) {
    const Path path = Path(paths::upgrade) / names[i];
    if (path == plan.backup.file || (begun && path == begun->backup)) continue;
    // a full disk tomorrow is no reason to take an upgrade back
    if (const auto gone = attempt([&] { return files.remove(path), true; }); !gone)
      tell(sink, {Event::Kind::warning, path.string(), "stays: " + gone.why});
  }
}

}  // namespace kcluster
