#include "plan/kubelet.h"

#include "base/text.h"
#include "kubernetes/paths.h"
#include "kubernetes/traits.h"
#include "plan/args.h"
#include "plan/images.h"

namespace kcluster {
namespace {

std::string taint_flag(const std::vector<Taint>& taints) {
  std::vector<std::string> out;
  for (const auto& t : taints)
    out.push_back(t.key + (t.value.empty() ? "" : "=" + t.value) + ":" + t.effect);
  return join(out, ",");
}

}  // namespace

KubeletPlan plan_kubelet(const Config& settled, const Surroundings& around, Tainting tainting) {
  const auto& node = settled.init.node;
  std::vector<Arg> defaults;
  if (tainting == Tainting::by_kubelet && node.taints && !node.taints->empty())
    defaults.push_back({"register-with-taints", taint_flag(*node.taints)});
  // The kubelet would otherwise register under the host name.
  const std::string name =
      last_value(node.kubelet_extra_args, "hostname-override").value_or(node.name);
  if (name != lower(trim(around.hostname))) defaults.push_back({"hostname-override", name});
  KubeletPlan plan;
  plan.socket_is_local = gate_enabled(settled.cluster.feature_gates, kLocalSocketGate,
                                      settled.cluster.kubernetes_version);
  if (!plan.socket_is_local) defaults.push_back({"container-runtime-endpoint", node.cri_socket});
  if (does(settled.cluster.kubernetes_version, Trait::pause_image_flag))
    defaults.push_back({"pod-infra-container-image", pause_image(settled.cluster)});
  plan.config = settled.kubelet;
  plan.cri_socket = node.cri_socket;
  plan.flags = flags(std::move(defaults), node.kubelet_extra_args);
  plan.pki_folder = last_value(node.kubelet_extra_args, "cert-dir").value_or(paths::kubelet_pki);
  plan.patches = around.patches;
  return plan;
}

}  // namespace kcluster
