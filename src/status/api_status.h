#pragma once
#include <map>
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

/// Asks the kubeconfig's server; when that is silent (a balancer, say), this node's own.
ApiStatus ask_api(const StatusEyes& eyes);

}  // namespace kcluster
