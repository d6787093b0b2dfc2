#include "plan/join.h"

#include "plan/settle_join.h"

namespace kcluster {
namespace {

KubeletBootstrapPlan plan_bootstrap(const JoinConfiguration& settled, const Config& joined,
                                    const BootstrapAccess& access) {
  KubeletBootstrapPlan plan;
  plan.node = settled.node.name;
  plan.cluster_name = joined.cluster.cluster_name;
  plan.server = access.server;
  plan.authorities = access.authorities;
  plan.ca_file = settled.ca_cert_path;
  plan.limit = settled.timeouts.tls_bootstrap;
  return plan;
}

}  // namespace

JoinPlan plan_join_beginning(const JoinConfiguration& settled, const Seen& seen,
                             Beginning beginning) {
  JoinPlan plan;
  plan.role = settled.control_plane ? NodeRole::control_plane : NodeRole::worker;
  plan.node_checks = {plan_join_checks(settled, seen, beginning),
                      settled.node.ignore_preflight_errors};
  plan.cri_socket = settled.node.cri_socket;
  return plan;
}

JoinPlan plan_join(const JoinConfiguration& settled, const Seen& seen, const SeenCluster& cluster,
                   const BootstrapAccess& access, const Surroundings& around, Beginning beginning) {
  const Config joined = joined_config(settled, cluster.configuration, cluster.kubelet);
  JoinPlan plan = plan_join_beginning(settled, seen, beginning);
  plan.cluster_checks = {plan_joined_checks(joined, settled, seen, cluster, beginning),
                         settled.node.ignore_preflight_errors};
  plan.access = access;
  plan.patience = settled.timeouts.kubernetes_api_call;
  plan.bootstrap = plan_bootstrap(settled, joined, access);
  const bool worker = plan.role == NodeRole::worker;
  plan.kubelet =
      plan_kubelet(joined, around, worker ? Tainting::by_kubelet : Tainting::through_api);
  plan.bootstrap.pki_folder = plan.kubelet.pki_folder;
  plan.wait = plan_wait_control_plane(joined);
  plan.node_wait = {settled.node.name, settled.timeouts.kubelet_health_check};
  return plan;
}

}  // namespace kcluster
