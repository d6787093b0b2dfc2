#include "audit/audit_policy.h"
#include "audit/checks.h"
#include "audit/rows.h"
#include "audit/verdicts.h"
#include "base/json_in.h"

namespace kcluster {
namespace {

using Weight = AuditRow::Weight;

constexpr const char* kPlace = "/etc/kubernetes/audit-policy.yaml";

Verdict unmet_policy(std::vector<std::string> seen) {
  const std::string place = kPlace;
  return unmet(std::move(seen),
               "lay the file on each control plane, give the API server --audit-policy-file with "
               "a volume for it: " +
                   in_cluster_configuration("kube-apiserver"),
               "# " + place + "\n" + model_policy() + "---\n# ClusterConfiguration\n" +
                   extra_arg("kube-apiserver", "audit-policy-file", place) +
                   "  extraVolumes:\n  - name: audit-policy\n    hostPath: " + place +
                   "\n    mountPath: " + place + "\n    readOnly: true\n    pathType: File\n");
}

Verdict has_policy(const AuditEvidence& seen) {
  if (!seen.apiserver.fault.empty()) return unknown(seen.apiserver.fault);
  if (!seen.audit_policy)
    return unmet_policy({flag_seen(seen.apiserver, "audit-policy-file", "").words});
  const auto& [path, fault, root] = *seen.audit_policy;
  if (!fault.empty()) return unknown(fault);
  const auto rules = list_in(root, "/rules").size();
  if (rules == 0) return unmet_policy({path + " has no rules"});
  return met(path + ": " + std::to_string(rules) + (rules == 1 ? " rule" : " rules"));
}

Verdict covers_what_matters(const AuditEvidence& seen) {
  auto there = has_policy(seen);
  if (there.met != Verdict::Met::yes) return there;
  auto gaps = policy_gaps(seen.audit_policy->root);
  return gaps.empty() ? there : unmet_policy(std::move(gaps));
}

constexpr AuditRow rows[] = {
    {"3.2.1", "there is an audit policy", Weight::warning, has_policy,
     "without one the API server writes down nothing of what it is asked"},
    {"3.2.2", "the policy covers what matters, and no secrets", Weight::warning,
     covers_what_matters, "a log that lacks exec, or holds Secrets, helps whoever broke in"},
};

}  // namespace

std::span<const AuditRow> audit_log_rows() { return rows; }

}  // namespace kcluster
