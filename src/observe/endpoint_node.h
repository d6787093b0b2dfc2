#pragma once
#include "host/files.h"
#include "plan/reconfigure_endpoint.h"

namespace kcluster {

/// What this node is to its cluster: a control plane where the API server's manifest lies, else a
/// worker. Throws Error for a node in no cluster, and for a manifest that does not name its files.
SeenEndpointNode observe_endpoint_node(const Files& files);

}  // namespace kcluster
