#pragma once
#include <vector>

#include "base/net.h"
#include "host/files.h"

namespace kcluster {

/// A row of the kernel's main routing tables that sends packets somewhere.
struct Route {
  Cidr destination;  ///< prefix 0: a default route
  std::string interface;
  Ip gateway;  ///< unspecified: on the link itself
};

/// From /proc/net/route and /proc/net/ipv6_route, IPv4 first; malformed lines are left out.
std::vector<Route> read_routes(const Files& files);

}  // namespace kcluster
