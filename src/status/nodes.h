#pragma once
#include <vector>

#include "base/json.h"
#include "status/cluster_status.h"

namespace kcluster {

/// Of a NodeList, by name; what the API server left out is empty.
std::vector<NodeStatus> node_statuses(const Json& list);

}  // namespace kcluster
