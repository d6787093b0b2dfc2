#include "plan/join.h"

#include "plan/endpoint.h"
#include "plan/images.h"
#include "plan/settle_join.h"

namespace kcluster {
namespace {

KubeletBootstrapPlan plan_bootstrap(const JoinConfiguration& settled, const Config& joined,
                                    const SeenCluster& cluster) {
  KubeletBootstrapPlan plan;
  plan.node = settled.node.name;
  plan.cluster_name = joined.cluster.cluster_name;
  plan.server = cluster.server;
  plan.authorities = cluster.authorities;
  plan.ca_file = settled.ca_cert_path;
  plan.limit = settled.timeouts.tls_bootstrap;
  return plan;
}

void plan_control_plane_node(JoinPlan& plan, const JoinConfiguration& settled, const Config& joined,
                             const Surroundings& around, const SharedCertificates& shared) {
  plan.pull = plan_pull(joined, images(joined));
  plan.download = {plan_upload_certs(joined).files, settled.control_plane->certificate_key, shared};
  plan.certificates = plan_certificates(joined);
  plan.kubeconfigs = plan_kubeconfigs(joined);
  plan.control_plane = plan_control_plane(joined, around);
  plan.etcd = plan_etcd_join(joined, around);
  plan.etcd_checks = plan.cluster_checks;
  if (plan.download.key) plan.cluster_checks.checks.external_etcd = {};
  plan.api = plan_api(joined);
  plan.mark = plan_mark_control_plane(joined);
  plan.bootstrap.server = local_api_url(joined);
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
  plan.bootstrap = plan_bootstrap(settled, joined, cluster);
  const bool worker = plan.role == NodeRole::worker;
  plan.kubelet =
      plan_kubelet(joined, around, worker ? Tainting::by_kubelet : Tainting::through_api);
  plan.bootstrap.pki_folder = plan.kubelet.pki_folder;
  plan.wait = plan_wait_control_plane(joined);
  plan.node_wait = {settled.node.name, settled.timeouts.kubelet_health_check};
  plan.bridge = {settled.node.name, seen.program, settled.timeouts.kubernetes_api_call};
  if (!worker) plan.hardening = plan_hardening(joined, seen.program);
  if (!worker) plan_control_plane_node(plan, settled, joined, around, cluster.shared);
  return plan;
}

}  // namespace kcluster
