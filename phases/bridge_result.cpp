#include <fmt/format.h>

#include <algorithm>

#include "manifest/cni.h"
#include "phases/bridge.h"

namespace kcluster {
namespace {

Json texts(const std::vector<Cidr>& ranges) {
  auto list = Json::array();
  for (const auto& range : ranges) list.push_back(range.text());
  return list;
}

Json routes(const std::vector<PodRoute>& all) {
  auto list = Json::array();
  for (const auto& each : all)
    list.push_back({{"pods", each.pods.text()}, {"via", each.via.text()}});
  return list;
}

Json json_of(const BridgePlan& plan, const BridgeWork& work) {
  auto all = Json::array(), warnings = Json::array();
  for (const auto& each : work.routes)
    all.push_back(
        {{"node", each.node}, {"pods", each.route.pods.text()}, {"via", each.route.via.text()}});
  for (const auto& finding : work.findings)
    warnings.push_back(
        {{"name", finding.name}, {"what", finding.what}, {"remedy", finding.remedy}});
  return {{"node", plan.node},       {"pods", texts(work.pods)},       {"routes", all},
          {"set", routes(work.set)}, {"removed", routes(work.remove)}, {"warnings", warnings}};
}

std::string words_of(const BridgePlan& plan, const BridgeWork& work) {
  std::string words;
  for (const auto& range : work.pods)
    words += fmt::format("{:<20}  pods of {}, this node\n", range.text(), plan.node);
  for (const auto& each : work.routes)
    words += fmt::format("{:<20}  pods of {}, via {}\n", each.route.pods.text(), each.node,
                         each.route.via.text());
  return words + fmt::format("{} routes set, {} removed\n", work.set.size(), work.remove.size());
}

}  // namespace

Result bridge_result(const BridgePlan& plan, const BridgeWork& work) {
  return {"podNetwork", json_of(plan, work), words_of(plan, work)};
}

Result left_of_bridge(const Facts& facts) {
  const auto& all = facts.addresses;
  const bool there = std::any_of(all.begin(), all.end(), [](const Facts::Address& address) {
    return address.interface == kBridgeInterface;
  });
  const std::string command = fmt::format("ip link delete {}", kBridgeInterface);
  Json left = Json::array();
  if (there) left.push_back({{"interface", kBridgeInterface}, {"command", command}});
  return {"left", left,
          there ? fmt::format("The bridge {} stays for the pods on it; without pods: {}\n",
                              kBridgeInterface, command)
                : "Nothing of the bridge network is left on this node.\n"};
}

}  // namespace kcluster
