#include "phases/addons.h"

namespace kcluster {
namespace {

bool is(const Json& object, const char* kind, const char* name) {
  return object.at("kind") == kind && object.at("metadata").at("name") == name;
}

Json with_running_replicas(Json deployment, const Client& api) {
  const auto live = api.get(api.path_of(deployment));
  const auto spec = live ? live->value("spec", Json::object()) : Json::object();
  if (spec.contains("replicas")) deployment["spec"]["replicas"] = spec["replicas"];
  return deployment;
}

}  // namespace

void addon(const std::vector<Json>& objects, Client& api) {
  for (const auto& object : objects) {
    if (is(object, "ConfigMap", "coredns"))
      api.create_or_keep(object);
    else if (is(object, "Deployment", "coredns"))
      api.create_or_update(with_running_replicas(object, api));
    else
      api.create_or_update(object);
  }
}

}  // namespace kcluster
