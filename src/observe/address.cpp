#include "base/net.h"
#include "host/routes.h"
#include "observe/node.h"

namespace kcluster {
namespace {

constexpr Ip::Family kFamilies[] = {Ip::Family::v4, Ip::Family::v6};

template <class Wanted>
std::string first_global(const Facts& facts, Ip::Family family, Wanted wanted) {
  for (const auto& address : facts.addresses) {
    const auto ip = parse_ip(address.ip);
    const bool fits = address.up && ip && ip->family == family && ip->global_unicast();
    if (fits && wanted(address)) return ip->text();
  }
  return "";
}

// kubeadm takes any route to 0.0.0.0 for a default route whatever its mask is, but IPv6 ones only
// with a gateway: the kernel lists unreachable ::/0 routes at lo.
bool is_default(const Route& route, Ip::Family family) {
  return route.destination.network.family == family && route.destination.network.unspecified() &&
         (family == Ip::Family::v4 || !route.gateway.unspecified());
}

std::string address_of(const Route& route, const Facts& facts, Ip::Family family) {
  const auto at_interface = [&](const auto& a) { return a.interface == route.interface; };
  const auto own = first_global(facts, family, at_interface);
  // Routers that speak BGP over link-local addresses carry their global one at the loopback (RFC
  // 5549).
  return own.empty() ? first_global(facts, family, [](const auto& a) { return a.loopback; }) : own;
}

std::string any_address(const Facts& facts) {
  for (const auto family : kFamilies)
    if (auto ip = first_global(facts, family, [](const auto& a) { return !a.loopback; });
        !ip.empty())
      return ip;
  return "";
}

}  // namespace

std::string default_address(const Files& files, const Facts& facts) {
  if (!files.look("/proc/net/route")) return any_address(facts);
  const auto routes = read_routes(files);
  for (const auto family : kFamilies)
    for (const auto& route : routes) {
      if (!is_default(route, family)) continue;
      if (auto ip = address_of(route, facts, family); !ip.empty()) return ip;
    }
  return "";
}

}  // namespace kcluster
