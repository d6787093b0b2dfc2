#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/json_in.h"
#include "host/routes.h"
#include "kubernetes/paths.h"
#include "manifest/cni.h"
#include "phases/bridge.h"

namespace kcluster {
namespace {

BridgeNode node_of(const Json& object) {
  BridgeNode node{string_in(object, "/metadata/name"), {}, {}};
  for (const auto& range : list_in(object, "/spec/podCIDRs"))
    if (const auto cidr = parse_cidr(string_in(range, ""))) node.pods.push_back(*cidr);
  for (const auto& address : list_in(object, "/status/addresses"))
    if (string_in(address, "/type") == "InternalIP")
      if (const auto ip = parse_ip(string_in(address, "/address"))) node.addresses.push_back(*ip);
  return node;
}

// Times of RFC 3339 in UTC sort as text.
std::vector<BridgeNode> nodes_by_age(const Json& list) {
  std::vector<std::pair<std::string, BridgeNode>> aged;
  for (const auto& object : list_in(list, "/items"))
    aged.emplace_back(string_in(object, "/metadata/creationTimestamp"), node_of(object));
  std::stable_sort(aged.begin(), aged.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<BridgeNode> nodes;
  for (auto& each : aged) nodes.push_back(std::move(each.second));
  return nodes;
}

/// The interfaces that have one of this node's own InternalIPs.
std::set<std::string> own_interfaces(const BridgeSeen& seen, const Facts& facts) {
  std::set<std::string> interfaces;
  for (const auto& node : seen.nodes)
    for (const auto& ip : node.name == seen.node ? node.addresses : std::vector<Ip>{})
      for (const auto& address : facts.addresses)
        if (parse_ip(address.ip) == ip) interfaces.insert(address.interface);
  return interfaces;
}

void await_range(const BridgePlan& plan, const Client& api, const Clock& clock) {
  if (plan.limit <= plan.limit.zero()) return;
  clock.await("a range of pod addresses for node " + plan.node,
              std::chrono::duration_cast<Millis>(plan.limit), [&]() -> std::optional<std::string> {
                const auto node = api.get("/api/v1/nodes/" + plan.node);
                if (!node) return "the API server does not know the node";
                if (!list_in(*node, "/spec/podCIDRs").empty()) return std::nullopt;
                return "the controller manager has not assigned one";
              });
}

BridgeSeen look(const BridgePlan& plan, const Client& api, const Files& files,
                const System& system) {
  const auto ranges = bridge_ranges(api);
  if (!ranges)
    throw Error("this cluster has no bridge network of kcluster's",
                "`kcluster pod-network remove` takes away what is left of one on this node");
  BridgeSeen seen{plan.node, *ranges, {}, {}, system.pod_routes()};
  seen.nodes = nodes_by_age(api.get("/api/v1/nodes").value_or(Json::object()));
  const auto interfaces = own_interfaces(seen, system.facts());
  for (const auto& route : read_routes(files))
    seen.table.push_back({route.destination, route.gateway, interfaces.count(route.interface) > 0});
  return seen;
}

std::string owner(const BridgeWork& work, const PodRoute& route) {
  for (const auto& each : work.routes)
    if (each.route == route) return each.node;
  return {};
}

void route(const BridgeWork& work, System& system, const Tell& sink) {
  for (const auto& old : work.remove) {
    system.remove_pod_route(old);
    tell(sink, {Event::Kind::did, old.pods.text(), "removed the route to"});
  }
  for (const auto& fresh : work.set) {
    system.set_pod_route(fresh);
    tell(sink, {Event::Kind::did, fresh.pods.text(),
                fmt::format("set the route via {} ({}) to", fresh.via.text(), owner(work, fresh))});
  }
}

}  // namespace

BridgeWork sync_bridge(const BridgePlan& plan, const Client& api, Files& files, System& system,
                       const Clock& clock, const Tell& sink) {
  await_range(plan, api, clock);
  auto work = plan_bridge(look(plan, api, files, system));
  files.write(paths::cni_config, cni_config(work.pods).dump(2) + "\n", {0644});
  route(work, system, sink);
  if (system.masquerades() != work.masquerades) {
    system.set_masquerades(work.masquerades);
    tell(sink,
         {Event::Kind::did, work.pods.front().text(), "masqueraded what leaves the cluster from"});
  }
  for (const auto& finding : work.findings)
    tell(sink, {Event::Kind::warning, finding.name, finding.what + "; " + finding.remedy});
  return work;
}

void bridge_network(const BridgePlan& plan, const Client& api, Files& files, System& system,
                    const Clock& clock, const Tell& tell) {
  sync_bridge(plan, api, files, system, clock, tell);
  keep_bridge(plan, files, system, tell);
}

}  // namespace kcluster
