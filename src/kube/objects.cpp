#include "kube/objects.h"

namespace kcluster {
namespace {

constexpr const char* rbac_group = "rbac.authorization.k8s.io";
constexpr const char* rbac_version = "rbac.authorization.k8s.io/v1";

Json object(const char* version, const char* kind, const std::string& space,
            const std::string& name) {
  Json made = {{"apiVersion", version}, {"kind", kind}, {"metadata", {{"name", name}}}};
  if (!space.empty()) made["metadata"]["namespace"] = space;
  return made;
}

Json rule(const char* verb, const std::string& resource) {
  return {{"apiGroups", Json::array({""})},
          {"resources", Json::array({resource})},
          {"verbs", Json::array({verb})}};
}

Json subject_json(const Subject& subject) {
  return {{"kind", subject.kind}, {"name", subject.name}};  // the server adds the group
}

Json role_ref(const char* kind, const std::string& name) {
  return {{"apiGroup", rbac_group}, {"kind", kind}, {"name", name}};
}

}  // namespace

Json config_map(const std::string& space, const std::string& name,
                const std::map<std::string, std::string>& data) {
  auto made = object("v1", "ConfigMap", space, name);
  made["data"] = data;
  return made;
}

Json role_to_get(const std::string& space, const std::string& name, const std::string& resource,
                 const std::string& wanted) {
  auto made = object(rbac_version, "Role", space, name);
  auto only = rule("get", resource);
  only["resourceNames"] = Json::array({wanted});
  made["rules"] = Json::array({only});
  return made;
}

Json role_binding(const std::string& space, const std::string& name,
                  const std::vector<Subject>& subjects) {
  auto made = object(rbac_version, "RoleBinding", space, name);
  made["roleRef"] = role_ref("Role", name);
  made["subjects"] = Json::array();
  for (const auto& subject : subjects) made["subjects"].push_back(subject_json(subject));
  return made;
}

Json cluster_role_to_get(const std::string& name, const std::string& resource) {
  auto made = object(rbac_version, "ClusterRole", "", name);
  made["rules"] = Json::array({rule("get", resource)});
  return made;
}

Json cluster_role_to_list(const std::string& name, const std::string& resource) {
  auto made = object(rbac_version, "ClusterRole", "", name);
  made["rules"] = Json::array({rule("list", resource)});
  return made;
}

Json cluster_role_binding(const std::string& name, const std::string& role,
                          const Subject& subject) {
  auto made = object(rbac_version, "ClusterRoleBinding", "", name);
  made["roleRef"] = role_ref("ClusterRole", role);
  made["subjects"] = Json::array({subject_json(subject)});
  return made;
}

}  // namespace kcluster
