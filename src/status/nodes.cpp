#include "status/nodes.h"

#include <algorithm>
#include <string_view>

#include "base/json_in.h"

namespace kcluster {
namespace {

const Json::json_pointer kCordoned("/spec/unschedulable");
constexpr std::string_view kRole = "node-role.kubernetes.io/";

std::vector<std::string> roles_of(const Json& node) {
  std::vector<std::string> roles;
  const Json::json_pointer labels("/metadata/labels");
  if (!node.contains(labels) || !node.at(labels).is_object()) return roles;
  for (const auto& [label, value] : node.at(labels).items())
    if (label.starts_with(kRole)) roles.push_back(label.substr(kRole.size()));
  return roles;
}

NodeStatus node_status(const Json& node) {
  NodeStatus status;
  status.name = string_in(node, "/metadata/name");
  status.roles = roles_of(node);
  status.cordoned = node.value(kCordoned, Json()) == true;
  status.version = string_in(node, "/status/nodeInfo/kubeletVersion");
  status.runtime = string_in(node, "/status/nodeInfo/containerRuntimeVersion");
  if (const auto* internal = of_type(list_in(node, "/status/addresses"), "InternalIP"))
    status.address = string_in(*internal, "/address");
  const auto* ready = of_type(list_in(node, "/status/conditions"), "Ready");
  status.ready = ready && string_in(*ready, "/status") == "True";
  if (!status.ready)
    status.why =
        ready ? string_in(*ready, "/message") : "its kubelet has not said that it is ready";
  return status;
}

}  // namespace

const Json* of_type(const Json& list, const char* type) {
  const auto found = std::find_if(
      list.begin(), list.end(), [&](const Json& item) { return string_in(item, "/type") == type; });
  return found == list.end() ? nullptr : &*found;
}

std::vector<NodeStatus> node_statuses(const Json& list) {
  std::vector<NodeStatus> nodes;
  for (const auto& node : list_in(list, "/items")) nodes.push_back(node_status(node));
  return nodes;
}

}  // namespace kcluster
