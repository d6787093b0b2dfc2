#include "observe/cluster_node.h"

#include "base/error.h"
#include "base/json_in.h"
#include "config/syntax.h"
#include "host/rfc3339.h"

namespace kcluster {
namespace {

constexpr const char* kNodes = "/api/v1/nodes";

std::optional<Seconds> lease_age(const Client& api, const std::string& name, const Clock& clock) {
  const auto path = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/" + name;
  if (api.look(path) != Presence::present) return std::nullopt;
  const auto lease = api.get(path);
  const auto renewed = lease ? parse_time(string_in(*lease, "/spec/renewTime")) : std::nullopt;
  if (!renewed) return std::nullopt;
  return std::chrono::duration_cast<Seconds>(clock.now() - *renewed);
}

}  // namespace

std::optional<SeenNode> observe_cluster_node(const std::string& name, const Client& api,
                                             const Clock& clock) {
  if (!is_dns_subdomain(name))
    throw Error("\"" + name + "\" is no node's name", "kubectl get nodes", Exit::usage);
  const auto node = api.get(std::string(kNodes) + "/" + name);
  if (!node) return std::nullopt;
  SeenNode seen;
  const auto* ready = of_type(list_in(*node, "/status/conditions"), "Ready");
  seen.ready = ready && string_in(*ready, "/status") == "True";
  seen.cordoned = value_in(*node, "/spec/unschedulable") == true;
  seen.kubelet_version = string_in(*node, "/status/nodeInfo/kubeletVersion");
  for (const auto& address : list_in(*node, "/status/addresses"))
    if (string_in(address, "/type") != "Hostname")
      seen.addresses.push_back(string_in(address, "/address"));
  if (seen.ready) seen.lease_age = lease_age(api, name, clock);
  return seen;
}

std::vector<std::string> node_names(const Client& api) {
  std::vector<std::string> names;
  const auto list = api.get(kNodes).value_or(Json::object());
  for (const auto& node : list_in(list, "/items"))
    names.push_back(string_in(node, "/metadata/name"));
  return names;
}

}  // namespace kcluster
