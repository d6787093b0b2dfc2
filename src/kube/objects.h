#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/json.h"

/// The objects that kubeadm writes, built field by field.
namespace kcluster {

struct Subject {
  std::string kind;  ///< "Group", "User", "ServiceAccount"
  std::string name;
};

Json config_map(const std::string& space, const std::string& name,
                const std::map<std::string, std::string>& data);

/// May `get` exactly the named object of one core resource: "configmaps", "secrets".
Json role_to_get(const std::string& space, const std::string& name, const std::string& resource,
                 const std::string& object);
/// Binds a role of the same name in the same namespace.
Json role_binding(const std::string& space, const std::string& name,
                  const std::vector<Subject>& subjects);
Json cluster_role_to_get(const std::string& name, const std::string& resource);
Json cluster_role_to_list(const std::string& name, const std::string& resource);
Json cluster_role_binding(const std::string& name, const std::string& role, const Subject& subject);

}  // namespace kcluster
