#include "plan/node_remove.h"

#include "base/error.h"
#include "plan/etcd.h"

namespace kcluster {

NodeRemovePlan plan_node_remove(const std::string& node, const SeenReset& here,
                                const std::optional<SeenNode>& seen,
                                const NodeRemoveChoices& choices) {
  if (node == here.node_name)
    throw Error(
        "node " + node + " is this one, and cannot remove itself",
        "kcluster reset here, then kcluster node remove " + node + " on another control plane",
        Exit::usage);
  NodeRemovePlan plan;
  plan.node = node;
  if (here.etcd) plan.etcd = here.etcd->client;
  plan.drained = seen && seen->ready;
  plan.drain = {node, choices.timeout,
                choices.force ? DrainPlan::Unmanaged::evicted : DrainPlan::Unmanaged::refused};
  if (seen)
    for (const auto& address : seen->addresses) plan.peer_urls.push_back(etcd_peer_url(address));
  plan.allow_quorum_loss = choices.allow_quorum_loss;
  return plan;
}

}  // namespace kcluster
