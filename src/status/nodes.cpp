#include "status/nodes.h"

#include <string_view>

#include "base/json_in.h"
#include "kube/readiness.h"

namespace kcluster {
namespace {

constexpr std::string_view kRole = "node-role.kubernetes.io/";

std::vector<std::string> roles_of(const Json& node) {
  std::vector<std::string> roles;
  const auto& labels = value_in(node, "/metadata/labels");
  if (!labels.is_object()) return roles;
  for (const auto& [label, value] : labels.items())
    if (label.starts_with(kRole)) roles.push_back(label.substr(kRole.size()));
  return roles;
}

NodeStatus node_status(const Json& node) {
  NodeStatus status;
  status.name = string_in(node, "/metadata/name");
  status.roles = roles_of(node);
  status.cordoned = value_in(node, "/spec/unschedulable") == true;
  status.version = string_in(node, "/status/nodeInfo/kubeletVersion");
  status.runtime = string_in(node, "/status/nodeInfo/containerRuntimeVersion");
  if (const auto* internal = of_type(list_in(node, "/status/addresses"), "InternalIP"))
    status.address = string_in(*internal, "/address");
  const auto said = readiness(node);
  status.ready = said.ready;
  status.why = said.why;
  if (!said.ready && said.why.empty()) status.why = "its kubelet has not said that it is ready";
  return status;
}

}  // namespace

std::vector<NodeStatus> node_statuses(const Json& list) {
  std::vector<NodeStatus> nodes;
  for (const auto& node : list_in(list, "/items")) nodes.push_back(node_status(node));
  return nodes;
}

}  // namespace kcluster
