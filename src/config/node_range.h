#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/net.h"
#include "config/types.h"

namespace kcluster {

/// How long the prefix of one node's part of the pod range is: the controller manager's
/// node-cidr-mask-size-ipv4 or -ipv6, else 24 or 64; nullopt when the argument is no number.
std::optional<int> node_mask(const ClusterConfiguration& cluster, Ip::Family family);

/// The parts that the controller manager gives to the first node; none without a valid pod range.
std::vector<std::string> first_node_ranges(const ClusterConfiguration& cluster);

}  // namespace kcluster
