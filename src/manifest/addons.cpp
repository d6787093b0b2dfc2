#include "manifest/addons.h"

#include "base/text.h"
#include "base/yaml.h"
#include "kubernetes/names.h"
#include "manifest/patches.h"
#include "manifest/template.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

Json node_name_variable() {
  return {{"name", "NODE_NAME"}, {"valueFrom", {{"fieldRef", {{"fieldPath", "spec.nodeName"}}}}}};
}

// Over the values in the order of their keys.
void sign(Json& config_map) {
  std::string all;
  for (const auto& [key, value] : config_map["data"].items()) all += value.get<std::string>();
  config_map["metadata"]["annotations"][names::config_hash] = "sha256:" + hex(sha256(all));
}

}  // namespace

std::vector<Json> coredns_objects(const CoreDnsPlan& plan, unsigned replicas) {
  auto out = fill_all("coredns", {{"image", plan.image},
                                  {"dns_domain", plan.dns_domain},
                                  {"address", plan.address},
                                  {"replicas", replicas}});
  for (auto& object : out)
    if (object["kind"] == "Deployment")
      object = apply_patches(std::move(object), targets::coredns, plan.patches);
  return out;
}

std::vector<Json> proxy_objects(const ProxyPlan& plan) {
  Json env = Json::array({node_name_variable()});
  for (const auto& variable : plan.env) env.push_back(variable.spec);
  auto out = fill_all("kube-proxy", {{"image", plan.image},
                                     {"config", std::string(trim(write_yaml(plan.config)))},
                                     {"server", plan.server},
                                     {"env", env}});
  for (auto& object : out)
    if (object["kind"] == "ConfigMap" && plan.config_generated) sign(object);
  return out;
}

}  // namespace kcluster
