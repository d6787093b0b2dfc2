#include "config/syntax.h"
#include "kubernetes/paths.h"
#include "kubernetes/ports.h"
#include "plan/cluster.h"
#include "plan/preflight.h"

namespace kcluster {
namespace {

std::string discovery_host(const Discovery& discovery) {
  if (!discovery.token) return "";
  const auto endpoint = parse_host_port(discovery.token->api_server_endpoint);
  return endpoint ? endpoint->host : "";
}

/// The parts that both stages know.
CheckPlan node_part(const JoinConfiguration& settled, const Seen& seen, Beginning beginning) {
  CheckPlan plan;
  plan.role = settled.control_plane ? NodeRole::control_plane : NodeRole::worker;
  plan.beginning = beginning;
  plan.cri_socket = settled.node.cri_socket;
  plan.node_name = settled.node.name;
  plan.advertise_address = settled.control_plane
                               ? settled.control_plane->local_api.advertise_address
                               : seen.default_address;
  plan.addresses = seen.addresses;
  plan.kubelet_version = seen.kubelet_version;
  return plan;
}

/// The authority's key may be kept elsewhere; its absence is for the certificates' phase to judge.
std::vector<std::string> shared_files(const Config& joined) {
  std::vector<std::string> out;
  for (const auto& file : plan_upload_certs(joined).files)
    if (!file.path.empty() && !file.path.ends_with("ca.key")) out.push_back(file.path);
  return out;
}

}  // namespace

CheckPlan plan_join_checks(const JoinConfiguration& settled, const Seen& seen,
                           Beginning beginning) {
  CheckPlan plan = node_part(settled, seen, beginning);
  plan.endpoint_host = discovery_host(settled.discovery);
  plan.ports = {{ports::kubelet, "the kubelet", "kubelet"}};
  plan.absent_files = {paths::kubelet_conf, paths::bootstrap_kubelet_conf};
  if (!settled.control_plane) plan.absent_files.push_back(settled.ca_cert_path);
  plan.disks = {{paths::kubelet, "the kubelet's folder", 0, 1 * gigabyte, 10}};
  return plan;
}

CheckPlan plan_joined_checks(const Config& joined, const JoinConfiguration& settled,
                             const Seen& seen, const SeenCluster& cluster, Beginning beginning) {
  CheckPlan plan = plan_checks(joined, seen, beginning);
  const CheckPlan own = node_part(settled, seen, beginning);
  plan.role = own.role;
  plan.advertise_address = own.advertise_address;
  plan.addresses = own.addresses;
  plan.clock_ahead = cluster.clock_ahead;
  plan.same_name = cluster.same_name;
  if (settled.control_plane && !settled.control_plane->certificate_key)
    plan.shared_files = shared_files(joined);
  return plan;
}

}  // namespace kcluster
