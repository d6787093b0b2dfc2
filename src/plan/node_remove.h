#pragma once
#include <optional>
#include <string>
#include <vector>

#include "plan/drain.h"
#include "plan/reset.h"
#include "plan/seen_cluster.h"

namespace kcluster {

struct NodeRemoveChoices {
  Duration timeout = std::chrono::minutes(5);
  bool force = false;  ///< pods without a controller go as well
  bool allow_quorum_loss = false;
};

/// Everything `node remove` will do.
struct NodeRemovePlan {
  DrainPlan drain;
  bool drained = false;  ///< a node that does not answer cannot stop its pods
  std::string node;
  std::string kubeconfig;  ///< path, of an administrator
  EtcdFiles etcd;  ///< of this node; without endpoints: the cluster has no etcd on its nodes
  std::vector<std::string> peer_urls;  ///< by which an etcd member is the node's, beside its name
  bool allow_quorum_loss = false;
};

/// Pure. `here` is what is there of the cluster on the node that the command runs on, `seen` what
/// the cluster knows of the other. Throws Error
/// (exit usage) for that very node.
NodeRemovePlan plan_node_remove(const std::string& node, const SeenReset& here,
                                const std::optional<SeenNode>& seen,
                                const NodeRemoveChoices& choices);

}  // namespace kcluster
