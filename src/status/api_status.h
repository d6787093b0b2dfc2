#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "status/cluster_status.h"
#include "status/components.h"

namespace kcluster {

/// What the API server tells.
struct ApiStatus {
  std::string endpoint;  ///< that answered; empty: none did
  std::string version;
  std::vector<NodeStatus> nodes;
  std::vector<MirrorPod> pods;
  std::vector<TokenSecret> tokens;             ///< without their secrets
  std::map<std::string, std::string> leaders;  ///< component -> node
  std::vector<std::string> unseen;
};

/// Asks the kubeconfig's server; when that is silent (a balancer, say), this node's own. What who
/// asks may not see is named in `unseen`; of the Nodes it is at least this one's, if that may be.
ApiStatus ask_api(const StatusEyes& eyes, const std::optional<std::string>& own_node);

}  // namespace kcluster
