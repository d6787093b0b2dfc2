#include "base/error.h"
#include "base/json_in.h"
#include "kube/objects.h"
#include "kubernetes/names.h"
#include "phases/bridge.h"

namespace kcluster {
namespace {

constexpr const char* kRole = "kcluster:pod-network";
std::string shared_at() {
  return std::string("/api/v1/namespaces/") + names::kube_system + "/configmaps/" +
         names::pod_network;
}

constexpr const char *kKind = "kind", *kBridge = "bridge", *kRanges = "podSubnet";

}  // namespace

void share_bridge(const std::string& pod_subnet, Client& admin) {
  const auto* space = names::kube_system;
  admin.create_or_update(
      config_map(space, names::pod_network, {{kKind, kBridge}, {kRanges, pod_subnet}}));
  admin.create_or_update(role_to_get(space, kRole, "configmaps", names::pod_network));
  admin.create_or_update(
      role_binding(space, kRole, {{"Group", names::nodes}, {"Group", names::bootstrappers}}));
  admin.create_or_update(cluster_role_to_list(kRole, "nodes"));
  admin.create_or_update(cluster_role_binding(kRole, kRole, {"Group", names::nodes}));
}

std::optional<std::vector<Cidr>> bridge_ranges(const Client& api) {
  const auto map = api.get(shared_at());
  if (!map || string_in(*map, std::string("/data/") + kKind) != kBridge) return std::nullopt;
  const auto text = string_in(*map, std::string("/data/") + kRanges);
  const auto ranges = parse_cidrs(text);
  if (!ranges || ranges->empty())
    throw Error(
        std::string("ConfigMap ") + names::kube_system + "/" + names::pod_network +
            " holds no ranges of pods: \"" + text + "\"",
        "set its podSubnet to networking.podSubnet of ConfigMap kube-system/kubeadm-config");
  return ranges;
}

// a cluster whose pods are not bridged does not let a kubelet ask
bool bridge_wanted(const Client& api) {
  return api.look(shared_at()) == Presence::present && bridge_ranges(api).has_value();
}

}  // namespace kcluster
