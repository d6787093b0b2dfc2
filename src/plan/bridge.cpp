#include "plan/bridge.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/error.h"

namespace kcluster {
namespace {

bool within(const Cidr& range, const Cidr& whole) {
  return whole.prefix <= range.prefix && whole.contains(range.network);
}

bool within(const Cidr& range, const std::vector<Cidr>& wholes) {
  return std::any_of(wholes.begin(), wholes.end(),
                     [&](const Cidr& whole) { return within(range, whole); });
}

bool overlaps(const Cidr& range, const std::vector<Cidr>& others) {
  return std::any_of(others.begin(), others.end(),
                     [&](const Cidr& other) { return range.overlaps(other); });
}

const BridgeNode& find_own(const BridgeSeen& seen) {
  for (const auto& node : seen.nodes)
    if (node.name == seen.node) return node;
  throw Error("the cluster knows no node " + seen.node,
              "see that the kubelet runs (`journalctl -u kubelet`); it makes its Node itself");
}

std::vector<Cidr> own_ranges(const BridgeSeen& seen) {
  const auto& own = find_own(seen);
  if (own.pods.empty())
    throw Error("node " + own.name + " has no range of pod addresses yet",
                "the controller manager gives it: see that it runs with --allocate-node-cidrs");
  for (const auto& range : own.pods)
    if (!within(range, seen.cluster))
      throw Error(
          fmt::format("node {} has the range {}, which is none of the cluster's", own.name,
                      range.text()),
          fmt::format("delete the node and let it join again: kubectl delete node {}", own.name));
  return own.pods;
}

Masquerade masquerade_of(const Cidr& range, const std::vector<Cidr>& cluster) {
  const auto family = range.network.family;
  Masquerade made{range, {}};
  for (const auto& each : cluster)
    if (each.network.family == family) made.except.push_back(each);
  made.except.push_back(*parse_cidr(family == Ip::Family::v4 ? "224.0.0.0/4" : "ff00::/8"));
  return made;
}

// The kernel takes the longest prefix.
bool nearby(const Ip& ip, const std::vector<SeenRoute>& table) {
  int longest = 0;  // a default route leads anywhere, not to a neighbour
  bool found = false;
  for (const auto& row : table) {
    if (!row.to.contains(ip) || row.to.prefix < std::max(longest, 1)) continue;
    const bool direct = row.nearby && row.gateway.unspecified();
    found = row.to.prefix > longest ? direct : found || direct;
    longest = row.to.prefix;
  }
  return found;
}

class Planner {
 public:
  explicit Planner(const BridgeSeen& seen) : seen_(seen) {}

  BridgeWork run() && {
    work_.pods = taken_ = own_ranges(seen_);
    for (const auto& range : work_.pods)
      work_.masquerades.push_back(masquerade_of(range, seen_.cluster));
    for (const auto& node : seen_.nodes)
      if (node.name != seen_.node)
        for (const auto& range : node.pods) reach(node, range);
    compare();
    return std::move(work_);
  }

 private:
  void reach(const BridgeNode& node, const Cidr& range) {
    if (!within(range, seen_.cluster))
      return warn(node, range, "is none of the cluster's",
                  "see who wrote it; delete the node and let it join again");
    if (overlaps(range, taken_))
      return warn(node, range, "belongs to an older node already",
                  "see who wrote it; delete the node and let it join again");
    taken_.push_back(range);
    if (const auto via = way(node, range)) route(node, {range, *via});
  }

  std::optional<Ip> way(const BridgeNode& node, const Cidr& range) {
    const bool v4 = range.network.family == Ip::Family::v4;
    bool any = false;
    for (const auto& ip : node.addresses) {
      if (ip.family != range.network.family) continue;
      if (nearby(ip, seen_.table)) return ip;
      any = true;
    }
    if (any)
      warn(node, range, "cannot be reached: the node is not on a network segment with this one",
           "move it there, or take a pod network that crosses routers (--pod-network FILE)");
    else
      warn(node, range, fmt::format("cannot be reached: the node has no IPv{} address", v4 ? 4 : 6),
           "give the kubelet --node-ip with an address of each family");
    return std::nullopt;
  }

  void route(const BridgeNode& node, const PodRoute& route) {
    for (const auto& row : seen_.table) {
      if (row.to != route.pods || is_ours({row.to, row.gateway})) continue;
      if (row.gateway == route.via) return;  // another hand did the same
      return warn(node, route.pods, "is led elsewhere by another route, which is left alone",
                  fmt::format("look at `ip route show {}`", route.pods.text()));
    }
    work_.routes.push_back({node.name, route});
  }

  bool is_ours(const PodRoute& route) const {
    return std::find(seen_.routes.begin(), seen_.routes.end(), route) != seen_.routes.end();
  }

  void compare() {
    for (const auto& each : work_.routes)
      if (!is_ours(each.route)) work_.set.push_back(each.route);
    for (const auto& old : seen_.routes)
      if (std::none_of(work_.routes.begin(), work_.routes.end(),
                       [&](const NodeRoute& each) { return each.route.pods == old.pods; }))
        work_.remove.push_back(old);
  }

  void warn(const BridgeNode& node, const Cidr& range, const std::string& what,
            const std::string& remedy) {
    work_.findings.push_back({Finding::Weight::warning,
                              "node " + node.name,
                              {},
                              fmt::format("its range {} {}", range.text(), what),
                              remedy});
  }

  const BridgeSeen& seen_;
  BridgeWork work_;
  std::vector<Cidr> taken_;
};

}  // namespace

BridgeWork plan_bridge(const BridgeSeen& seen) { return Planner(seen).run(); }

}  // namespace kcluster
