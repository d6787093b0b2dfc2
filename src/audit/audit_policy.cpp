#include "audit/audit_policy.h"

#include <algorithm>

#include "base/json_in.h"

namespace kcluster {
namespace {

constexpr const char* kNone = "None";
constexpr const char* kMetadata = "Metadata";

/// An empty list stands for all.
bool names(const Json& list, const std::string& word) {
  return list.empty() || std::any_of(list.begin(), list.end(),
                                     [&](const Json& item) { return item == word || item == "*"; });
}

/// "pods/*" are the subresources of pods, "*/exec" is that one of every resource.
bool names_resource(const Json& list, const std::string& resource) {
  if (names(list, resource)) return true;
  const auto slash = resource.find('/');
  if (slash == resource.npos) return false;
  return names(list, resource.substr(0, slash) + "/*") || names(list, "*" + resource.substr(slash));
}

bool covers(const Json& rule, const AuditedRequest& request) {
  const auto& groups = list_in(rule, "/resources");
  if (groups.empty()) return list_in(rule, "/nonResourceURLs").empty();
  return std::any_of(groups.begin(), groups.end(), [&](const Json& each) {
    const auto group = string_in(each, "/group");
    return (group == request.group || group == "*") && list_in(each, "/resourceNames").empty() &&
           names_resource(list_in(each, "/resources"), request.resource);
  });
}

bool for_everybody(const Json& rule) {
  for (const auto* part : {"/users", "/userGroups", "/namespaces"})
    if (!list_in(rule, part).empty()) return false;
  return true;
}

std::string words(const AuditedRequest& request) { return request.verb + " " + request.resource; }

/// What is secret in itself: its content is not to be written down.
const AuditedRequest secret_ones[] = {{"create", "", "secrets"},
                                      {"create", "", "configmaps"},
                                      {"create", "authentication.k8s.io", "tokenreviews"}};
/// By these somebody changes what runs, or gets into it.
const AuditedRequest telling_ones[] = {
    {"create", "", "pods"},
    {"update", "apps", "deployments"},
    {"create", "", "pods/exec"},
    {"create", "", "pods/portforward"},
    {"get", "", "pods/proxy"},
    {"get", "", "services/proxy"},
    {"create", "rbac.authorization.k8s.io", "clusterrolebindings"}};

}  // namespace

std::string audit_level(const Json& policy, const AuditedRequest& request) {
  for (const auto& rule : list_in(policy, "/rules"))
    if (for_everybody(rule) && names(list_in(rule, "/verbs"), request.verb) &&
        covers(rule, request))
      return string_in(rule, "/level");
  return kNone;
}

std::vector<std::string> policy_gaps(const Json& policy) {
  std::vector<std::string> gaps;
  for (const auto& request : secret_ones) {
    const auto level = audit_level(policy, request);
    if (level == kNone) gaps.push_back(words(request) + " is not written down");
    if (level != kNone && level != kMetadata)
      gaps.push_back(words(request) + " is written down with its content (" + level + ")");
  }
  for (const auto& request : telling_ones)
    if (audit_level(policy, request) == kNone)
      gaps.push_back(words(request) + " is not written down");
  return gaps;
}

std::string model_policy() {
  return "apiVersion: audit.k8s.io/v1\n"
         "kind: Policy\n"
         "omitStages: [RequestReceived]\n"
         "rules:\n"
         "- level: None\n"
         "  nonResourceURLs: [/livez*, /readyz*, /healthz*, /version]\n"
         "- level: None\n"
         "  resources: [{group: \"\", resources: [events]}]\n"
         "- level: Metadata\n";
}

}  // namespace kcluster
