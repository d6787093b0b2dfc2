#include "phases/upload_config.h"

#include "base/text.h"
#include "kube/objects.h"
#include "kubernetes/names.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

constexpr const char* kubeadm_key = "ClusterConfiguration";
constexpr const char* kubeadm_role = "kubeadm:nodes-kubeadm-config";
constexpr const char* kubelet_role = "kubeadm:kubelet-config";

}  // namespace

void upload_kubeadm_config(const UploadConfigPlan& plan, Client& api) {
  const auto map = config_map(names::kube_system, names::kubeadm_config,
                              {{kubeadm_key, plan.cluster_configuration}});
  if (!api.create_or_keep(map))
    api.change(api.path_of(map), [&](Json& live) { live["data"].update(map["data"]); });
  api.create_or_update(
      role_to_get(names::kube_system, kubeadm_role, "configmaps", names::kubeadm_config));
  api.create_or_update(role_binding(names::kube_system, kubeadm_role,
                                    {{"Group", names::bootstrappers}, {"Group", names::nodes}}));
}

void upload_kubelet_config(const UploadConfigPlan& plan, Client& api) {
  auto map = config_map(names::kube_system, names::kubelet_config,
                        {{"kubelet", plan.kubelet_configuration}});
  if (plan.kubelet_generated)
    map["metadata"]["annotations"] = {
        {names::config_hash, "sha256:" + hex(sha256(plan.kubelet_configuration))}};
  api.create_or_update(map);
  api.create_or_update(
      role_to_get(names::kube_system, kubelet_role, "configmaps", names::kubelet_config));
  api.create_or_update(role_binding(names::kube_system, kubelet_role,
                                    {{"Group", names::nodes}, {"Group", names::bootstrappers}}));
}

}  // namespace kcluster
