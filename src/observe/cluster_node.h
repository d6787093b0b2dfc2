#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/clock.h"
#include "kube/client.h"
#include "plan/seen_cluster.h"

namespace kcluster {

/// The Node object of that name; nullopt: there is none. Throws Error (exit usage) for what cannot
/// be a node's name.
std::optional<SeenNode> observe_cluster_node(const std::string& name, const Client& api,
                                             const Clock& clock);

/// The names of all nodes.
std::vector<std::string> node_names(const Client& api);

}  // namespace kcluster
