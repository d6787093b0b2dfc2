#include <fmt/format.h>

#include <algorithm>

#include "host/routes.h"
#include "preflight/checks.h"

namespace kcluster {
namespace {

/// Beginnings of interfaces that belong to pod networks and kube-proxy: theirs are the ranges.
constexpr std::string_view kPodInterfaces[] = {
    "lo",  "cni",   "flannel", "cali",  "tunl0",  "vxlan.", "wireguard.", "cilium",
    "lxc", "kube-", "veth",    "weave", "antrea", "ovn",    "kcluster"};

bool of_pods(std::string_view interface) {
  return std::any_of(std::begin(kPodInterfaces), std::end(kPodInterfaces), [&](auto beginning) {
    return interface.substr(0, beginning.size()) == beginning;
  });
}

/// A range and where the user writes it.
struct Range {
  const Cidr& cidr;
  std::string_view name, key;
};

std::string another(const Range& range) {
  return fmt::format("choose another range for networking.{} in the configuration", range.key);
}

bool judge_addresses(const Range& range, const Facts& facts, Findings& out) {
  for (const auto& address : facts.addresses) {
    const auto ip = parse_ip(address.ip);
    if (!ip || !range.cidr.contains(*ip) || address.loopback || of_pods(address.interface))
      continue;
    out.push_back(error("NetworkRanges",
                        fmt::format("the {} range {} contains this node's own address {} ({})",
                                    range.name, range.cidr.text(), address.ip, address.interface),
                        another(range)));
    return false;
  }
  return true;
}

// What lies behind a gateway stays reachable but for the hosts in the range.
void judge_routes(const Range& range, const std::vector<Route>& routes, Findings& out) {
  for (const auto& route : routes) {
    if (route.destination.prefix == 0 || of_pods(route.interface)) continue;
    if (!route.destination.overlaps(range.cidr)) continue;
    const bool on_link = route.gateway.unspecified();
    out.push_back(
        finding(on_link ? Finding::Weight::error : Finding::Weight::warning, "NetworkRanges",
                fmt::format("the {} range {} overlaps this host's route to {} at {}", range.name,
                            range.cidr.text(), route.destination.text(), route.interface),
                another(range)));
    return;
  }
}

std::vector<Range> ranges(const CheckPlan& plan) {
  std::vector<Range> out;
  for (const auto& cidr : plan.pod_ranges) out.push_back({cidr, "pod", "podSubnet"});
  for (const auto& cidr : plan.service_ranges) out.push_back({cidr, "service", "serviceSubnet"});
  return out;
}

}  // namespace

Findings check_ranges(const CheckPlan& plan, const Look& look) {
  const auto facts = look.system.facts();
  const auto routes = read_routes(look.files);
  Findings out;
  for (const auto& range : ranges(plan))
    if (judge_addresses(range, facts, out)) judge_routes(range, routes, out);
  return out;
}

}  // namespace kcluster
