#include "kube/resource.h"

#include "base/error.h"

namespace kcluster {
namespace {

constexpr auto all = Resource::Scope::cluster;
constexpr auto in_namespace = Resource::Scope::namespaced;
constexpr const char* rbac = "rbac.authorization.k8s.io/v1";

const Resource table[] = {
    {"v1", "ConfigMap", "configmaps", in_namespace},
    {"v1", "Secret", "secrets", in_namespace},
    {"v1", "Service", "services", in_namespace},
    {"v1", "ServiceAccount", "serviceaccounts", in_namespace},
    {"v1", "Pod", "pods", in_namespace},
    {"v1", "Node", "nodes", all},
    {"v1", "Namespace", "namespaces", all},
    {"apps/v1", "Deployment", "deployments", in_namespace},
    {"apps/v1", "DaemonSet", "daemonsets", in_namespace},
    {rbac, "Role", "roles", in_namespace},
    {rbac, "RoleBinding", "rolebindings", in_namespace},
    {rbac, "ClusterRole", "clusterroles", all},
    {rbac, "ClusterRoleBinding", "clusterrolebindings", all},
    {"certificates.k8s.io/v1", "CertificateSigningRequest", "certificatesigningrequests", all},
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", all},
};

std::string metadata(const Json& object, const char* key) {
  const auto found = object.find("metadata");
  if (found == object.end() || !found->is_object()) return {};
  const auto value = found->find(key);
  return value != found->end() && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace

std::optional<Resource> known_resource(std::string_view api_version, std::string_view kind) {
  for (const auto& row : table)
    if (row.kind == kind && row.api_version == api_version) return row;
  return std::nullopt;
}

std::string group_path(std::string_view api_version) {
  const char* root = api_version.find('/') == std::string_view::npos ? "/api/" : "/apis/";
  return root + std::string(api_version);
}

std::string collection_path(const Resource& resource, std::string_view namespace_) {
  auto path = group_path(resource.api_version);
  if (resource.scope == Resource::Scope::namespaced)
    path += "/namespaces/" + std::string(namespace_.empty() ? "default" : namespace_);
  return path + "/" + resource.plural;
}

std::string object_path(const Resource& resource, const Json& object) {
  const auto name = metadata(object, "name");
  if (name.empty())
    throw Error("an object of kind " + resource.kind + " has no name", "give it metadata.name");
  return collection_path(resource, metadata(object, "namespace")) + "/" + name;
}

std::string object_title(const Json& object) {
  const auto space = metadata(object, "namespace");
  return object.value("kind", "object") + " " + (space.empty() ? "" : space + "/") +
         metadata(object, "name");
}

}  // namespace kcluster
