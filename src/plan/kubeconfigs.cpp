#include "plan/kubeconfigs.h"

#include "base/error.h"
#include "kubernetes/names.h"
#include "kubernetes/traits.h"
#include "plan/certificates.h"
#include "plan/endpoint.h"

namespace kcluster {
namespace {

// clang-format off
constexpr KubeconfigRow rows[] = {
    {"admin", "write the kubeconfig of the cluster's administrator", "admin.conf"},
    {"super-admin", "write the kubeconfig that no permission is denied to", "super-admin.conf"},
    {"kubelet", "write the kubeconfig of this node's kubelet", "kubelet.conf"},
    {"controller-manager", "write the kubeconfig of the controller manager", "controller-manager.conf"},
    {"scheduler", "write the kubeconfig of the scheduler", "scheduler.conf"},
};
// clang-format on

CertificateSubject subject_of(std::string_view name, const std::string& node) {
  if (name == "admin") return {"kubernetes-admin", {names::cluster_admins}};
  if (name == "super-admin") return {"kubernetes-super-admin", {names::masters}};
  if (name == "kubelet") return {"system:node:" + node, {names::nodes}};
  return {"system:kube-" + std::string(name), {}};
}

}  // namespace

std::span<const KubeconfigRow> kubeconfig_table() { return rows; }

const KubeconfigPlan& KubeconfigsPlan::row(std::string_view name) const {
  for (const auto& row : rows)
    if (row.name == name) return row;
  throw Error("there is no kubeconfig \"" + std::string(name) + "\"");
}

KubeconfigsPlan plan_kubeconfigs(const Config& settled, std::string_view folder) {
  KubeconfigsPlan plan;
  plan.cluster_name = settled.cluster.cluster_name;
  plan.ca_certificate = settled.cluster.certificates_dir + "/ca.crt";
  plan.ca_key = settled.cluster.certificates_dir + "/ca.key";
  plan.algorithm = settled_algorithm(settled);
  plan.validity = settled.cluster.certificate_validity;
  const auto everywhere = control_plane_url(settled), here = local_api_url(settled);
  const bool local = gate_enabled(settled.cluster.feature_gates, kLocalKubeletGate,
                                  settled.cluster.kubernetes_version);
  for (const auto& row : rows) {
    const bool afar =
        row.name == "admin" || row.name == "super-admin" || (row.name == "kubelet" && !local);
    auto path = std::string(folder) + "/" + std::string(row.file);
    plan.rows.push_back({std::string(row.name), std::move(path), afar ? everywhere : here,
                         row.name == "kubelet" ? everywhere : std::string(),
                         subject_of(row.name, settled.init.node.name)});
  }
  return plan;
}

}  // namespace kcluster
