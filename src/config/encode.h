#pragma once
#include "base/json.h"
#include "config/duration.h"
#include "config/types.h"

/// Writers of single keys as Go's encoder writes fields marked "omitempty": what is empty is left
/// out.
namespace kcluster::put {

inline void text(Json& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

inline void flag(Json& object, const char* key, bool value) {
  if (value) object[key] = true;
}

template <class List>
void list(Json& object, const char* key, const List& values) {
  if (!values.empty()) object[key] = values;
}

inline void args(Json& object, const char* key, const std::vector<Arg>& args) {
  for (const auto& arg : args) object[key].push_back({{"name", arg.name}, {"value", arg.value}});
}

inline void envs(Json& object, const std::vector<EnvVar>& envs) {
  for (const auto& env : envs) object["extraEnvs"].push_back(env.spec);
}

inline Json timeouts(const Timeouts& limits) {
  return {{"controlPlaneComponentHealthCheck",
           duration_text(limits.control_plane_component_health_check)},
          {"kubeletHealthCheck", duration_text(limits.kubelet_health_check)},
          {"kubernetesAPICall", duration_text(limits.kubernetes_api_call)},
          {"etcdAPICall", duration_text(limits.etcd_api_call)},
          {"tlsBootstrap", duration_text(limits.tls_bootstrap)},
          {"discovery", duration_text(limits.discovery)},
          {"upgradeManifests", duration_text(limits.upgrade_manifests)}};
}

}  // namespace kcluster::put
