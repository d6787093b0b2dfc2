#include <fmt/format.h>

#include "diagnosis/proofs.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

constexpr std::size_t kShown = 4;
constexpr const char* kConfigAgain =
    "take the cluster's: `kubectl -n kube-system get cm kubelet-config -o "
    "jsonpath='{.data.kubelet}' > /var/lib/kubelet/config.yaml && systemctl restart kubelet` (on a "
    "control plane also: `kcluster init phase kubelet-start --config FILE`)";

bool in_no_cluster(const Examination& seen) { return seen.role == Examination::Role::none; }

std::vector<std::string> last_words(const Examination& seen) {
  auto lines = telling(recent(seen.told.kubelet));
  if (lines.size() > kShown) lines.erase(lines.begin(), lines.end() - kShown);
  return lines;
}

}  // namespace

MaybeProof prove_at_rest(const Examination& seen) {
  if (seen.at_rest.empty()) return std::nullopt;
  return Proof{
      "kubelet",
      "a command has set the kubelet at rest and has not set it to work again",
      {seen.at_rest + " says what is to be put back"},
      "if no command of kcluster runs now: `kcluster recover`, then run that command again"};
}

MaybeProof prove_token_expired(const Examination& seen) {
  const auto& kubelet = seen.kubelet;
  if (in_no_cluster(seen) || kubelet.has_kubeconfig || kubelet.bootstrap_refused.empty())
    return std::nullopt;
  return Proof{paths::bootstrap_kubelet_conf,
               "the cluster no longer takes its token, so the kubelet gets no certificate",
               {kubelet.bootstrap_refused},
               "`kcluster join-command` on a control plane, then here `kcluster reset --force` and "
               "what it printed"};
}

MaybeProof prove_kubelet_unreadable(const Examination& seen) {
  if (in_no_cluster(seen) || seen.kubelet.config_fault.empty()) return std::nullopt;
  return Proof{
      paths::kubelet_config, "it is no configuration", {seen.kubelet.config_fault}, kConfigAgain};
}

MaybeProof prove_kubelet_unconfigured(const Examination& seen) {
  if (in_no_cluster(seen) || seen.kubelet.has_config) return std::nullopt;
  return Proof{paths::kubelet_config, "there is no such file", {}, kConfigAgain};
}

MaybeProof prove_kubeconfig_missing(const Examination& seen) {
  if (in_no_cluster(seen) || seen.kubelet.has_kubeconfig) return std::nullopt;
  return Proof{
      paths::kubelet_conf,
      seen.kubelet.has_bootstrap ? "the kubelet has not got its certificate yet"
                                 : "there is no such file",
      {},
      seen.role == Examination::Role::control_plane
          ? "`kcluster init phase kubeconfig kubelet && systemctl restart kubelet`"
          : "`kcluster join-command` on a control plane, then here `kcluster reset --force` "
            "and what it printed"};
}

MaybeProof prove_kubelet_disabled(const Examination& seen) {
  if (in_no_cluster(seen) || seen.kubelet.unit_file != "disabled") return std::nullopt;
  return Proof{"kubelet", "its unit is not enabled", {}, "`systemctl enable kubelet`"};
}

MaybeProof prove_kubelet_down(const Examination& seen) {
  if (in_no_cluster(seen) || seen.kubelet_well()) return std::nullopt;
  const auto& kubelet = seen.kubelet;
  return Proof{
      "kubelet", kubelet.active ? "its unit runs, but it is not well" : "its unit is not active",
      kubelet.active ? std::vector<std::string>{kubelet.unwell} : last_words(seen),
      "`systemctl restart kubelet`; if it does not stay up: `journalctl -u kubelet -n 50`"};
}

}  // namespace kcluster
