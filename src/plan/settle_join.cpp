#include "plan/settle_join.h"

#include "plan/components.h"
#include "plan/settle.h"

namespace kcluster {

JoinConfiguration settle_join(JoinConfiguration wanted, const Seen& seen) {
  if (!wanted.control_plane && !wanted.node.taints) wanted.node.taints.emplace();
  settle_node(wanted.node, seen);
  if (wanted.control_plane) settle_address(wanted.control_plane->local_api, seen);
  auto& discovery = wanted.discovery;
  if (!discovery.tls_bootstrap && discovery.token) discovery.tls_bootstrap = discovery.token->token;
  return wanted;
}

Config joined_config(const JoinConfiguration& settled, ClusterConfiguration cluster, Json kubelet) {
  Config config;
  config.init.node = settled.node;
  if (settled.control_plane) config.init.local_api = settled.control_plane->local_api;
  config.init.patches_directory = settled.patches_directory;
  config.init.timeouts = settled.timeouts;
  config.cluster = std::move(cluster);
  config.kubelet = std::move(kubelet);
  config.kubelet = complete_kubelet(config);
  return config;
}

}  // namespace kcluster
