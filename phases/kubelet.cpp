#include "phases/kubelet.h"

#include <algorithm>

#include "base/error.h"
#include "kubernetes/paths.h"
#include "manifest/kubelet_files.h"

namespace kcluster {
namespace {

constexpr const char* kUnit = "kubelet.service";
constexpr Mode kReadable{0644, Secrecy::open};

struct Wanted {
  const char* path;
  const std::string& text;
};

bool lies_there(const Files& files, const Wanted& wanted) {
  const auto stat = files.look(wanted.path);
  return stat && stat->mode == kReadable.bits && files.read(wanted.path) == wanted.text;
}

}  // namespace

void kubelet_start(const KubeletPlan& plan, Files& files, System& system, const Tell& tell_to) {
  const KubeletFiles texts = kubelet_files(plan);
  std::vector<Wanted> all{{paths::kubelet_flags, texts.flags}};
  if (plan.socket_is_local) all.push_back({paths::kubelet_instance_config, texts.instance_config});
  all.push_back({paths::kubelet_config, texts.config});
  const bool unit = system.unit_file_state(kUnit).has_value();
  const bool ready = std::all_of(all.begin(), all.end(),
                                 [&](const Wanted& file) { return lies_there(files, file); });
  if (ready && unit && system.active(kUnit)) return;
  // Also one that systemd is about to start again: it shall not read half of the files.
  if (unit && !ready) system.unit(kUnit, UnitAction::stop);
  if (!files.look(paths::kubelet)) files.make_dir(paths::kubelet, 0700);
  for (const auto& file : all) files.write(file.path, file.text, kReadable);
  if (!unit) {
    tell(tell_to,
         {Event::Kind::warning, kUnit, "there is no kubelet unit; start the kubelet yourself"});
    return;
  }
  system.unit(kUnit, UnitAction::refresh);
  system.unit(kUnit, UnitAction::start);
}

void upgrade_kubelet_config(const KubeletPlan& plan, Files& files) {
  const auto texts = kubelet_files(plan);
  if (plan.socket_is_local && !files.look(paths::kubelet_instance_config))
    files.write(paths::kubelet_instance_config, texts.instance_config, kReadable);
  files.write(paths::kubelet_config, texts.config, kReadable);
}

bool kubelet_config_is_due(const KubeletPlan& plan, const Files& files) {
  if (plan.socket_is_local && !files.look(paths::kubelet_instance_config)) return true;
  return files.read(paths::kubelet_config) != kubelet_files(plan).config;
}

// The running kubelet has put its first certificate there itself and uses what it rotates; only its
// next start reads the kubeconfig again, so there is no need to restart it (kubeadm does).
void kubelet_finalize(const KubeletPlan& plan, Files& files) {
  const std::string pem = plan.pki_folder + "/kubelet-client-current.pem";
  if (!files.look(pem)) return;
  const auto kubeconfig = files.read(paths::kubelet_conf);
  if (!kubeconfig)
    throw Error(
        "cannot point " + std::string(paths::kubelet_conf) + " at " + pem + ": no such file",
        "run `kcluster init phase kubeconfig kubelet` first");
  files.write(paths::kubelet_conf, with_rotated_certificate(*kubeconfig, pem),
              {0600, Secrecy::secret});
}

}  // namespace kcluster
