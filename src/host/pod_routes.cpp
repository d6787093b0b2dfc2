#include "host/pod_routes.h"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "host/fault.h"
#include "host/netlink.h"

namespace kcluster {
namespace {

std::size_t size_of(Ip::Family family) { return family == Ip::Family::v4 ? 4 : 16; }

std::string_view bytes_of(const Ip& ip) {
  return {reinterpret_cast<const char*>(ip.bytes.data()), size_of(ip.family)};
}

rtmsg header(Ip::Family family) {
  rtmsg route{};
  route.rtm_family = family == Ip::Family::v4 ? AF_INET : AF_INET6;
  route.rtm_table = RT_TABLE_MAIN;
  route.rtm_protocol = kRouteProtocol;
  return route;
}

std::string_view raw(const rtmsg& route) {
  return {reinterpret_cast<const char*>(&route), sizeof route};
}

NetlinkMessage message(std::uint16_t type, std::uint16_t flags, const PodRoute& route) {
  auto body = header(route.pods.network.family);
  body.rtm_dst_len = static_cast<unsigned char>(route.pods.prefix);
  body.rtm_type = RTN_UNICAST;
  NetlinkMessage made(type, static_cast<std::uint16_t>(flags | NLM_F_ACK), raw(body));
  made.add(RTA_DST, bytes_of(route.pods.network));
  made.add(RTA_GATEWAY, bytes_of(route.via));
  return made;
}

std::optional<Ip> ip_of(const std::map<std::uint16_t, std::string_view>& attributes,
                        std::uint16_t type, Ip::Family family) {
  const auto found = attributes.find(type);
  if (found == attributes.end() || found->second.size() != size_of(family)) return std::nullopt;
  Ip ip{family, {}};
  std::memcpy(ip.bytes.data(), found->second.data(), found->second.size());
  return ip;
}

std::optional<PodRoute> parse(const std::string& body) {
  rtmsg route{};
  if (body.size() < sizeof route) return std::nullopt;
  std::memcpy(&route, body.data(), sizeof route);
  // An old kernel does not filter.
  if (route.rtm_protocol != kRouteProtocol || route.rtm_table != RT_TABLE_MAIN) return std::nullopt;
  const auto family = route.rtm_family == AF_INET ? Ip::Family::v4 : Ip::Family::v6;
  const auto attributes = netlink_attributes(std::string_view(body).substr(sizeof route));
  const auto pods = ip_of(attributes, RTA_DST, family),
             via = ip_of(attributes, RTA_GATEWAY, family);
  if (!pods || !via) return std::nullopt;
  return PodRoute{{*pods, route.rtm_dst_len}, *via};
}

void read_family(Netlink& kernel, Ip::Family family, std::vector<PodRoute>& routes) {
  const auto body = header(family);
  for (const auto& answer : kernel.dump({RTM_GETROUTE, NLM_F_DUMP, raw(body)}))
    if (auto route = parse(answer)) routes.push_back(*route);
}

[[noreturn]] void fail(const PodRoute& route, const char* doing, int code) {
  const auto pods = route.pods.text();
  const auto what = fmt::format("cannot {} the route to {} via {}", doing, pods, route.via.text());
  if (code == EEXIST)
    throw Error(what + ": another route to that range stands there",
                fmt::format("look at `ip route show {}`, delete what is not needed", pods));
  if (code == EPERM) throw Error(what + ": not permitted", "run as root");
  throw Error(fmt::format("{}: {}", what, std::strerror(code)),
              "check that this node reaches that address without a router between");
}

void send(const PodRoute& route, const char* doing, const NetlinkMessage& request) {
  try {
    Netlink(NETLINK_ROUTE).send({request});
  } catch (const std::system_error& fault) {
    fail(route, doing, fault.code().value());
  }
}

}  // namespace

std::vector<PodRoute> read_pod_routes() {
  std::vector<PodRoute> routes;
  try {
    Netlink kernel(NETLINK_ROUTE);
    for (const auto family : {Ip::Family::v4, Ip::Family::v6}) read_family(kernel, family, routes);
  } catch (const std::system_error& fault) {
    throw Error("cannot read the kernel's routes: " + fault.code().message());
  }
  std::sort(routes.begin(), routes.end());
  return routes;
}

void write_pod_route(const PodRoute& route) {
  const auto ours = read_pod_routes();
  const bool known = std::any_of(ours.begin(), ours.end(),
                                 [&](const PodRoute& each) { return each.pods == route.pods; });
  const int flags = NLM_F_CREATE | (known ? NLM_F_REPLACE : NLM_F_EXCL);
  send(route, "set", message(RTM_NEWROUTE, static_cast<std::uint16_t>(flags), route));
}

void delete_pod_route(const PodRoute& route) {
  const auto ours = read_pod_routes();
  if (std::find(ours.begin(), ours.end(), route) == ours.end()) return;
  send(route, "delete", message(RTM_DELROUTE, 0, route));
}

}  // namespace kcluster
