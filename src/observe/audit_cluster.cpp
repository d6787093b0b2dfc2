#include <algorithm>

#include "base/json_in.h"
#include "base/yaml.h"
#include "kube/tokens.h"
#include "kubernetes/names.h"
#include "observe/audit_parts.h"

namespace kcluster {
namespace {

using Bound = AuditEvidence::Bound;
using Names = std::vector<std::string>;

constexpr const char* kRbac = "/apis/rbac.authorization.k8s.io/v1/";
/// Namespaces that every cluster has; those of its own parts are no users'.
constexpr const char* kFirstSpaces[] = {"default", "kube-node-lease", "kube-public", "kube-system"};

/// Throws Error where it is refused: then nobody can tell what there is.
std::vector<Json> items(const Client& api, const std::string& path) {
  const auto list = api.get(path);
  if (!list) throw Error("the API server has nothing at " + path);
  return list_in(*list, "/items").get<std::vector<Json>>();
}

std::string name_of(const Json& object) { return string_in(object, "/metadata/name"); }

std::string full_name(const Json& object) {
  const auto space = string_in(object, "/metadata/namespace");
  return space.empty() ? name_of(object) : space + "/" + name_of(object);
}

std::vector<Bound> bindings(const Client& api) {
  std::vector<Bound> all;
  for (const auto* kind : {"clusterrolebindings", "rolebindings"})
    for (const auto& binding : items(api, std::string(kRbac) + kind))
      for (const auto& subject : list_in(binding, "/subjects"))
        all.push_back({full_name(binding), string_in(binding, "/roleRef/name"),
                       string_in(subject, "/kind"), string_in(subject, "/namespace"),
                       string_in(subject, "/name")});
  return all;
}

bool has_star(const Json& rule, const char* part) {
  const auto& list = list_in(rule, part);
  return std::find(list.begin(), list.end(), "*") != list.end();
}

Names boundless_roles(const Client& api) {
  Names found;
  for (const auto* kind : {"clusterroles", "roles"})
    for (const auto& role : items(api, std::string(kRbac) + kind)) {
      if (string_in(role, "/metadata/labels/kubernetes.io~1bootstrapping") == "rbac-defaults")
        continue;
      const auto& rules = list_in(role, "/rules");
      if (std::any_of(rules.begin(), rules.end(), [](const Json& rule) {
            return has_star(rule, "/verbs") && has_star(rule, "/resources");
          }))
        found.push_back(full_name(role));
    }
  return found;
}

std::vector<AuditEvidence::Account> default_accounts(const Client& api) {
  std::vector<AuditEvidence::Account> found;
  for (const std::string space : kFirstSpaces) {
    const auto account = api.get("/api/v1/namespaces/" + space + "/serviceaccounts/default");
    if (!account) continue;
    found.push_back({space, value_in(*account, "/automountServiceAccountToken") != false});
  }
  return found;
}

bool has_token(const Json& pod) {
  for (const auto& volume : list_in(pod, "/spec/volumes"))
    for (const auto& source : list_in(volume, "/projected/sources"))
      if (value_in(source, "/serviceAccountToken").is_object()) return true;
  return false;
}

Names default_pods(const Client& api) {
  Names found;
  for (const auto& pod : items(api, "/api/v1/namespaces/kube-system/pods")) {
    const auto account = string_in(pod, "/spec/serviceAccountName");
    if ((account.empty() || account == "default") && has_token(pod)) found.push_back(name_of(pod));
  }
  return found;
}

std::vector<AuditEvidence::Namespace> user_namespaces(const Client& api) {
  std::vector<AuditEvidence::Namespace> found;
  for (const auto& space : items(api, "/api/v1/namespaces")) {
    const auto name = name_of(space);
    if (name.starts_with("kube-")) continue;
    found.push_back(
        {name, string_in(space, "/metadata/labels/pod-security.kubernetes.io~1enforce")});
  }
  return found;
}

/// nullopt: kube-proxy is not deployed as kubeadm does it.
std::optional<std::string> proxy_metrics(const Client& api) {
  const auto map = api.get("/api/v1/namespaces/kube-system/configmaps/kube-proxy");
  if (!map) return std::nullopt;
  const auto config = one_mapping(string_in(*map, "/data/config.conf"), "kube-proxy's config.conf");
  return string_in(config.value_or(Json()), "/metricsBindAddress");
}

Names endless_tokens(const Client& api) {
  Names found;
  for (const auto& token : list_tokens(api).tokens)
    if (token.expires.empty()) found.push_back(token.id);
  return found;
}

}  // namespace

void look_at_objects(const Client& api, AuditEvidence::Cluster& cluster) {
  cluster.bindings = attempt([&] { return bindings(api); });
  cluster.boundless_roles = attempt([&] { return boundless_roles(api); });
  cluster.default_accounts = attempt([&] { return default_accounts(api); });
  cluster.default_pods = attempt([&] { return default_pods(api); });
  cluster.namespaces = attempt([&] { return user_namespaces(api); });
  cluster.proxy_metrics = attempt([&] { return proxy_metrics(api); });
  cluster.endless_tokens = attempt([&] { return endless_tokens(api); });
}

}  // namespace kcluster
