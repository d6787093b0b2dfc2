#include "phases/mark_control_plane.h"

#include <algorithm>

#include "base/json_in.h"
#include "kubernetes/names.h"

namespace kcluster {
namespace {

constexpr const char* socket_annotation = "kubeadm.alpha.kubernetes.io/cri-socket";
const Json::json_pointer hostname_label("/metadata/labels/kubernetes.io~1hostname");

Json taint_json(const Taint& taint) {
  Json made = {{"key", taint.key}, {"effect", taint.effect}};
  if (!taint.value.empty()) made["value"] = taint.value;
  return made;
}

/// The planned ones first, then those the node has beside them.
Json merged_taints(const std::vector<Taint>& wanted, const Json& present) {
  auto merged = Json::array();
  for (const auto& taint : wanted) merged.push_back(taint_json(taint));
  for (const auto& taint : present)
    if (std::find(merged.begin(), merged.end(), taint) == merged.end()) merged.push_back(taint);
  return merged;
}

bool same_set(const Json& left, const Json& right) {
  return left.size() == right.size() &&
         std::is_permutation(left.begin(), left.end(), right.begin());
}

void mark(const MarkControlPlanePlan& plan, Json& node) {
  Json wanted;
  for (const auto* label : {names::control_plane_label, names::exclude_balancers_label})
    wanted["metadata"]["labels"][label] = "";
  if (!plan.annotated_socket.empty())
    wanted["metadata"]["annotations"][socket_annotation] = plan.annotated_socket;
  const auto& present = list_in(node, "/spec/taints");
  const auto merged = merged_taints(plan.taints, present);
  if (!same_set(merged, present)) wanted["spec"]["taints"] = merged;
  node.merge_patch(wanted);
}

}  // namespace

void mark_control_plane(const MarkControlPlanePlan& plan, Client& api, const Clock& clock) {
  const auto path = "/api/v1/nodes/" + plan.node;
  clock.await("node " + plan.node + " to be registered by its kubelet",
              std::chrono::duration_cast<Millis>(plan.limit), [&]() -> std::optional<std::string> {
                const auto node = api.get(path);
                if (!node) return "the API server does not know the node";
                if (!node->contains(hostname_label)) return "the node has no host name label";
                return std::nullopt;
              });
  api.change(path, [&](Json& node) { mark(plan, node); });
}

}  // namespace kcluster
