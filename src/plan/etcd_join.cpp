#include "plan/etcd_join.h"

namespace kcluster {

EtcdJoinPlan plan_etcd_join(const Config& joined, const Surroundings& around) {
  EtcdJoinPlan plan;
  if (joined.cluster.external_etcd) return plan;
  const auto& address = joined.init.local_api.advertise_address;
  const std::string folder = joined.cluster.certificates_dir + "/etcd/";
  plan.local = true;
  plan.node = joined.init.node.name;
  plan.peer_url = etcd_peer_url(address);
  plan.client_url = etcd_client_url(address);
  plan.data_dir = joined.cluster.local_etcd.data_dir;
  plan.authority = folder + "ca.crt";
  plan.certificate = folder + "healthcheck-client.crt";
  plan.key = folder + "healthcheck-client.key";
  plan.config = joined;
  plan.around = around;
  plan.limit = joined.init.timeouts.etcd_api_call;
  return plan;
}

}  // namespace kcluster
