#pragma once
#include <cstdint>
#include <vector>

#include "base/pod_route.h"

namespace kcluster {

/// Marks our routes in the kernel (rtm_protocol; `ip route show proto 107`). iproute2's rt_protos
/// gives this number to nobody; values above 4 are left to user space by rtnetlink(7).
inline constexpr std::uint8_t kRouteProtocol = 107;

/// The main table's routes with our mark, sorted.
std::vector<PodRoute> read_pod_routes();
/// Adds the route, or leads the one with our mark another way. Error when a route of someone else
/// to the same range stands there: it is left alone.
void write_pod_route(const PodRoute& route);
/// Takes away the route if it has our mark; absent is fine.
void delete_pod_route(const PodRoute& route);

}  // namespace kcluster
