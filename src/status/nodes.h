#pragma once
#include <vector>

#include "base/json.h"
#include "status/cluster_status.h"

namespace kcluster {

/// Of a NodeList, by name; what the API server left out is empty.
std::vector<NodeStatus> node_statuses(const Json& list);

/// The item of a list whose "type" it is; null when there is none.
const Json* of_type(const Json& list, const char* type);

}  // namespace kcluster
