#include <algorithm>
#include <map>

#include "base/attempt.h"
#include "base/json_in.h"
#include "host/rfc3339.h"
#include "kube/readiness.h"
#include "kubernetes/names.h"
#include "phases/recover_kubelet.h"

namespace kcluster {
namespace {

constexpr const char* kLeases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
constexpr const char* kNodes = "/api/v1/nodes";
constexpr Seconds kUsual{40}, kLongest{120};  // a lease's span, which kubelets renew four times in
constexpr Millis kReady = std::chrono::minutes(4);

/// When each node last renewed its lease, in the API server's words.
using Leases = std::map<std::string, std::string>;

Leases renewals(const Client& api) {
  Leases all;
  const auto list = api.get(kLeases).value_or(Json::object());
  for (const auto& lease : list_in(list, "/items"))
    all[string_in(lease, "/metadata/name")] = string_in(lease, "/spec/renewTime");
  return all;
}

Millis half_a_lease(const Client& api) {
  Seconds longest = kUsual;
  const auto list = api.get(kLeases).value_or(Json::object());
  for (const auto& lease : list_in(list, "/items"))
    if (const auto& span = value_in(lease, "/spec/leaseDurationSeconds"); span.is_number_integer())
      longest = std::max(longest, Seconds(std::clamp<std::int64_t>(span, 0, kLongest.count())));
  return longest / 2;
}

std::vector<std::string> unmoved(const Leases& before, const Leases& now,
                                 const std::vector<std::string>& nodes) {
  std::vector<std::string> names;
  for (const auto& name : nodes) {
    const auto then = before.find(name), since = now.find(name);
    if (since == now.end() || (then != before.end() && then->second == since->second))
      names.push_back(name);
  }
  return names;
}

}  // namespace

void await_ready(const std::string& node, Time since, const Client& api, const Clock& clock) {
  const auto begun = std::chrono::floor<Seconds>(since);
  clock.await("node " + node + " to be ready", kReady, [&]() -> std::optional<std::string> {
    const auto lease = api.get(std::string(kLeases) + "/" + node);
    const auto said = lease ? parse_time(string_in(*lease, "/spec/renewTime")) : std::nullopt;
    if (!said || *said < begun) return "its kubelet has not reported since";
    const auto seen = api.get(std::string(kNodes) + "/" + node);
    if (!seen) return "the cluster has no such node";
    return unready(*seen);
  });
}

std::vector<SilentNode> silent_nodes(const Client& api, const Clock& clock) {
  const auto before = renewals(api);
  std::map<std::string, bool> nodes;
  std::vector<std::string> silent;
  const auto list = api.get(kNodes).value_or(Json::object());
  for (const auto& node : list_in(list, "/items")) {
    silent.push_back(string_in(node, "/metadata/name"));
    const auto& labels = value_in(node, "/metadata/labels");
    nodes[silent.back()] = labels.is_object() && labels.contains(names::control_plane_label);
  }
  attempt([&] {
    clock.await("the other nodes to report", half_a_lease(api),
                [&]() -> std::optional<std::string> {
                  silent = unmoved(before, renewals(api), silent);
                  if (silent.empty()) return std::nullopt;
                  return std::to_string(silent.size()) + " of them do not yet";
                });
    return true;
  });
  std::vector<SilentNode> found;
  for (const auto& name : silent) found.push_back({name, nodes.at(name)});
  return found;
}

}  // namespace kcluster
