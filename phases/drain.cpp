#include "phases/drain.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "kube/eviction.h"

namespace kcluster {
namespace {

constexpr Seconds kBetweenTries{2};  // a budget changes with its pods, not faster
constexpr const char* kMirror = "kubernetes.io/config.mirror";

std::string node_path(const std::string& node) { return "/api/v1/nodes/" + node; }

std::string title(const Json& pod) {
  return string_in(pod, "/metadata/namespace") + "/" + string_in(pod, "/metadata/name");
}

/// The kind of the controller that would make it anew; "" without one.
std::string controller(const Json& pod) {
  for (const auto& owner : list_in(pod, "/metadata/ownerReferences"))
    if (value_in(owner, "/controller") == true) return string_in(owner, "/kind");
  return {};
}

bool stays(const Json& pod) {
  const auto phase = string_in(pod, "/status/phase");
  const auto& annotations = value_in(pod, "/metadata/annotations");
  return phase == "Succeeded" || phase == "Failed" || controller(pod) == "DaemonSet" ||
         (annotations.is_object() && annotations.contains(kMirror));
}

/// Whether the cluster has given up waiting for a word of the node's kubelet.
bool silent(const std::string& node, const Client& api) {
  const auto live = api.get(node_path(node));
  const auto* ready = live ? of_type(list_in(*live, "/status/conditions"), "Ready") : nullptr;
  return ready && string_in(*ready, "/status") == "Unknown";
}

std::vector<Json> due_pods(const std::string& node, const Client& api) {
  const auto list = api.get("/api/v1/pods?fieldSelector=spec.nodeName%3D" + node);
  std::vector<Json> due;
  for (const auto& pod : list ? list_in(*list, "/items") : Json::array())
    if (!stays(pod)) due.push_back(pod);
  return due;
}

/// The evictions of one drain: who was asked when, and what stands against it.
class Evictions {
 public:
  Evictions(Client& api, const Clock& clock, const Tell& sink)
      : api_(api), clock_(clock), tell_(sink) {}

  /// nullopt: no pod is left.
  std::optional<std::string> go_on(const std::vector<Json>& pods) {
    total_ = std::max(total_, pods.size());
    tell(tell_, {Event::Kind::amount, "pods", "evicted", total_ - pods.size(), total_});
    if (pods.empty()) return std::nullopt;
    std::vector<std::string> kept;
    for (const auto& pod : pods)
      if (auto why = ask(pod); !why.empty()) kept.push_back(title(pod) + ": " + why);
    return fmt::format("{} pod{} left{}{}", pods.size(), pods.size() == 1 ? " is" : "s are",
                       kept.empty() ? ", on the way out: " : "; ",
                       kept.empty() ? title(pods.front()) : join(kept, "; "));
  }

 private:
  struct Tried {
    Time at;
    std::string why;
  };

  /// What stands against it; "" when it is on its way out.
  std::string ask(const Json& pod) {
    if (!value_in(pod, "/metadata/deletionTimestamp").is_null()) return {};
    auto& tried = tried_[string_in(pod, "/metadata/uid")];
    if (tried.at != Time{} && clock_.now() < tried.at + kBetweenTries) return tried.why;
    tried = {clock_.now(), evict(pod, api_).value_or("")};
    return tried.why;
  }

  Client& api_;
  const Clock& clock_;
  const Tell& tell_;
  std::map<std::string, Tried> tried_;
  std::size_t total_ = 0;
};

bool mark_schedulable(const std::string& node, Client& api, bool schedulable) {
  return api.change(node_path(node), [&](Json& live) {
    if (schedulable)
      live["spec"].erase("unschedulable");
    else
      live["spec"]["unschedulable"] = true;
  });
}

}  // namespace

bool cordon(const std::string& node, Client& api) { return mark_schedulable(node, api, false); }

void uncordon(const std::string& node, Client& api) { mark_schedulable(node, api, true); }

void refuse_unmanaged(const DrainPlan& plan, const Client& api) {
  if (plan.unmanaged == DrainPlan::Unmanaged::evicted) return;
  std::vector<std::string> lost;
  for (const auto& pod : due_pods(plan.node, api))
    if (controller(pod).empty()) lost.push_back(title(pod));
  if (lost.empty()) return;
  throw Error("no controller would make these pods anew: " + join(lost, ", "),
              "move or delete them first, or let them go with --force");
}

void drain(const DrainPlan& plan, Client& api, const Clock& clock, const Tell& sink) {
  refuse_unmanaged(plan, api);
  cordon(plan.node, api);
  Evictions evictions(api, clock, sink);
  clock.await("node " + plan.node + " to be drained",
              std::chrono::duration_cast<Millis>(plan.limit), [&]() -> std::optional<std::string> {
                auto missing = evictions.go_on(due_pods(plan.node, api));
                if (!missing || !silent(plan.node, api)) return missing;
                tell(sink, {Event::Kind::warning, plan.node,
                            "it has fallen silent, so that its pods cannot be stopped; they go "
                            "with it"});
                return std::nullopt;
              });
}

}  // namespace kcluster
