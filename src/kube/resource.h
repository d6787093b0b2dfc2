#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace kcluster {

/// Where a kind of objects lives in the API.
struct Resource {
  enum class Scope { cluster, namespaced };
  std::string api_version;  ///< "v1", "rbac.authorization.k8s.io/v1"
  std::string kind, plural;
  Scope scope = Scope::namespaced;
};

/// A built-in kind that kcluster writes or meets in manifests; nullopt: ask the server (custom
/// kinds).
std::optional<Resource> known_resource(std::string_view api_version, std::string_view kind);

/// "/api/v1" or "/apis/apps/v1".
std::string group_path(std::string_view api_version);
/// "/api/v1/namespaces/kube-system/configmaps"; a namespaced object without one lies in "default".
std::string collection_path(const Resource& resource, std::string_view namespace_);
/// The collection's path and the name.
std::string object_path(const Resource& resource, const Json& object);
/// "ConfigMap kube-system/kubeadm-config", for errors and events.
std::string object_title(const Json& object);

}  // namespace kcluster
