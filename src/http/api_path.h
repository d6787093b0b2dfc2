#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kcluster {

/// A request's path as the API server reads it: /api/v1/… or /apis/GROUP/VERSION/….
struct ApiPath {
  std::string base;         ///< "/api/v1" or "/apis/GROUP/VERSION"
  std::string namespace_;   ///< "" for cluster-wide resources and lists over all namespaces
  std::string resource;     ///< "configmaps"
  std::string name;         ///< "" for a collection
  std::string subresource;  ///< "status"
  std::map<std::string, std::string> query;  ///< labelSelector …, percent escapes undone

  /// nullopt for what is no resource: /healthz, /version, discovery.
  static std::optional<ApiPath> parse(std::string_view path);

  std::string api_version() const;  ///< "v1", "rbac.authorization.k8s.io/v1"
  std::string collection() const;   ///< the path without name, subresource and query
  std::string object() const;       ///< the path without subresource and query
};

}  // namespace kcluster
