#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "plan/addons.h"

namespace kcluster {

inline constexpr unsigned kCoreDnsReplicas = 2;

/// ServiceAccount, ClusterRole, ClusterRoleBinding, ConfigMap, Deployment (patched), Service, in
/// the order they are applied. Replicas: those of the running deployment, if there is one.
std::vector<Json> coredns_objects(const CoreDnsPlan& plan, unsigned replicas = kCoreDnsReplicas);

/// ServiceAccount, ClusterRoleBinding, Role, RoleBinding, ConfigMap, DaemonSet, in the order they
/// are applied. A ConfigMap whose configuration nobody wrote carries its hash, as kubeadm marks it.
std::vector<Json> proxy_objects(const ProxyPlan& plan);

}  // namespace kcluster
