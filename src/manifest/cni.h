#pragma once
#include <vector>

#include "base/json.h"
#include "base/net.h"

namespace kcluster {

/// The bridge that the pods of a node are on.
inline constexpr const char* kBridgeInterface = "kcluster0";

/// The CNI configuration list of a node whose pods have addresses in those ranges, one a family:
/// the reference plugins bridge (interface kcluster0) with host-local addresses, and portmap.
/// ipMasq is off, since it would masquerade towards the pods of other nodes as well (see
/// plan/bridge.h); a pod may reach itself through its Service (hairpin); a node that comes back
/// with another range keeps its bridge (forceAddress).
Json cni_config(const std::vector<Cidr>& ranges);

}  // namespace kcluster
