#include "phases/pod_network.h"

#include <algorithm>

#include "base/error.h"
#include "base/yaml.h"
#include "phases/bridge.h"

namespace kcluster {
namespace {

constexpr const char* manager = "kcluster";
constexpr const char* definition = "CustomResourceDefinition";

std::vector<Json> read_objects(const std::string& path, const Files& files) {
  const auto text = files.read(path);
  if (!text)
    throw Error("the pod network's manifest " + path + " does not exist",
                "give --pod-network the path of a file on this node", Exit::usage);
  std::vector<Json> objects;
  for (auto& document : read_yaml(*text, path)) {
    const bool list = document.root.is_object() && document.root.value("kind", "") == "List";
    for (auto& object : list ? document.root["items"] : Json::array({document.root}))
      objects.push_back(std::move(object));
  }
  return objects;
}

/// What others need: their kinds, then their namespaces.
int rank(const Json& object) {
  const auto kind = object.value("kind", "");
  return kind == definition ? 0 : kind == "Namespace" ? 1 : 2;
}

bool established(const Json& live) {
  const auto status = live.value("status", Json::object());
  for (const auto& condition : status.value("conditions", Json::array()))
    if (condition.value("type", "") == "Established")
      return condition.value("status", "") == "True";
  return false;
}

bool served(const Json& custom, const Client& api) {
  const auto live = api.get(api.path_of(custom));
  if (!live || !established(*live)) return false;
  const auto& spec = (*live)["spec"];
  for (const auto& version : spec["versions"])
    if (version.value("served", false) &&
        !api.knows(spec.value("group", "") + "/" + version.value("name", ""),
                   spec["names"].value("kind", "")))
      return false;
  return true;
}

void await_kinds(const std::vector<Json>& objects, const PodNetworkPlan& plan, const Client& api,
                 const Clock& clock) {
  for (const auto& object : objects) {
    if (object.value("kind", "") != definition) continue;
    const auto title = object_title(object);
    clock.await(title + " to be served", std::chrono::duration_cast<Millis>(plan.limit),
                [&]() -> std::optional<std::string> {
                  if (served(object, api)) return std::nullopt;
                  return "the API server has not taken it up";
                });
  }
}

void manifest(const PodNetworkPlan& plan, const Files& files, Client& api, const Clock& clock) {
  auto objects = read_objects(plan.manifest, files);
  std::stable_sort(objects.begin(), objects.end(),
                   [](const Json& a, const Json& b) { return rank(a) < rank(b); });
  const auto rest = std::find_if(objects.begin(), objects.end(),
                                 [](const Json& object) { return rank(object) > 0; });
  for (auto object = objects.begin(); object != rest; ++object) api.apply(*object, manager);
  await_kinds(objects, plan, api, clock);
  for (auto object = rest; object != objects.end(); ++object) api.apply(*object, manager);
}

}  // namespace

void check_pod_network(const PodNetworkPlan& plan, const Files& files) {
  if (plan.kind == PodNetworkPlan::Kind::manifest) read_objects(plan.manifest, files);
}

void pod_network(const PodNetworkPlan& plan, Files& files, System& system, Client& api,
                 const Clock& clock, const Tell& tell) {
  if (plan.kind == PodNetworkPlan::Kind::bridge) {
    share_bridge(plan.pod_subnet, api);
    bridge_network(plan.bridge, api, files, system, clock, tell);
  }
  if (plan.kind == PodNetworkPlan::Kind::manifest) manifest(plan, files, api, clock);
}

}  // namespace kcluster
