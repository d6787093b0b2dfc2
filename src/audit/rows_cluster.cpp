#include <algorithm>

#include "audit/checks.h"
#include "audit/rows.h"
#include "audit/verdicts.h"
#include "base/net.h"
#include "base/text.h"
#include "kubernetes/names.h"

namespace kcluster {
namespace {

using Weight = AuditRow::Weight;
using Bound = AuditEvidence::Bound;
using Names = std::vector<std::string>;

constexpr const char* kAdmin = "cluster-admin";

/// The two that every cluster of kubeadm's form has.
bool is_usual(const Bound& bound) {
  return (bound.binding == kAdmin && bound.subject == names::masters) ||
         (bound.binding == names::cluster_admins && bound.subject == names::cluster_admins);
}

std::string subject_of(const Bound& bound) {
  return bound.kind + " " + (bound.space.empty() ? "" : bound.space + "/") + bound.subject;
}

std::string words(const Bound& bound) {
  return bound.binding + " gives " + bound.role + " to " + subject_of(bound);
}

template <class Wrong>
Names those(const std::vector<Bound>& all, const Wrong& wrong) {
  Names found;
  for (const auto& each : all)
    if (wrong(each)) found.push_back(words(each));
  return found;
}

std::string unseen_why(const std::string& why) { return why.empty() ? "it was not asked" : why; }

Verdict few_administrators(const AuditEvidence& seen) {
  const auto& bindings = seen.cluster.bindings;
  if (!bindings) return unknown(unseen_why(bindings.why));
  auto more =
      those(*bindings, [](const Bound& bound) { return bound.role == kAdmin && !is_usual(bound); });
  if (more.empty()) return met("cluster-admin is bound by kubeadm's own two bindings alone");
  return unmet(std::move(more), "bind a role that allows what they need, and take these away:",
               "kubectl get clusterrolebindings -o wide | grep cluster-admin\n"
               "kubectl delete clusterrolebinding NAME\n");
}

Verdict no_boundless_roles(const AuditEvidence& seen) {
  const auto& roles = seen.cluster.boundless_roles;
  if (!roles) return unknown(unseen_why(roles.why));
  if (roles->empty()) return met("none beside the built-in ones allows every verb on everything");
  Names shown;
  for (const auto& role : *roles) shown.push_back(role + ": * on *");
  return unmet(std::move(shown),
               "name the verbs and resources that are needed:", "kubectl edit clusterrole NAME\n");
}

bool is_default_account(const Bound& bound) {
  return bound.kind == "ServiceAccount" && bound.subject == "default";
}

Verdict default_accounts_rest(const AuditEvidence& seen) {
  const auto& bindings = seen.cluster.bindings;
  const auto& accounts = seen.cluster.default_accounts;
  if (!bindings || !accounts) return unknown(unseen_why(bindings ? accounts.why : bindings.why));
  auto wrong = those(*bindings, is_default_account);
  std::string paste;
  for (const auto& account : *accounts)
    if (account.mounts) {
      wrong.push_back(account.space + "/default: pods are given its token");
      paste += "kubectl -n " + account.space +
               " patch serviceaccount default -p '{\"automountServiceAccountToken\": false}'\n";
    }
  if (wrong.empty()) return met("no role is bound to them, and no pod is given their tokens");
  return unmet(std::move(wrong),
               "let pods use accounts of their own; take bindings of the default ones away:",
               std::move(paste));
}

Verdict tokens_where_needed(const AuditEvidence& seen) {
  const auto& pods = seen.cluster.default_pods;
  if (!pods) return unknown(unseen_why(pods.why));
  if (pods->empty()) return met("no pod of kube-system has the default account's token");
  Names shown;
  for (const auto& pod : *pods)
    shown.push_back("kube-system/" + pod + " has the default account's token");
  return unmet(std::move(shown), "in the pod's template, or with an account of its own:",
               "automountServiceAccountToken: false\n");
}

/// Nothing takes permissions from that group, not even the deletion of every binding.
Verdict masters_rest(const AuditEvidence& seen) {
  const auto& bindings = seen.cluster.bindings;
  if (!bindings) return unknown(unseen_why(bindings.why));
  auto wrong = those(*bindings, [](const Bound& bound) {
    return bound.subject == names::masters && !is_usual(bound);
  });
  std::string paste;
  for (const auto& file : seen.masters) {
    wrong.push_back(file + ": its client is in system:masters");
    paste += "mv " + file + " /root/   # or to a place off this node\n";
  }
  if (wrong.empty()) return met("no kubeconfig here and no further binding has it");
  return unmet(std::move(wrong),
               "keep what is only for an emergency off the node (`kcluster init phase kubeconfig "
               "super-admin` makes it again), and use the group kubeadm:cluster-admins:",
               std::move(paste));
}

Verdict pods_are_held(const AuditEvidence& seen) {
  const auto& spaces = seen.cluster.namespaces;
  if (!spaces) return unknown(unseen_why(spaces.why));
  Names wrong;
  std::string paste;
  for (const auto& each : *spaces)
    if (each.enforced.empty() || each.enforced == "privileged") {
      wrong.push_back(each.name + ": " + (each.enforced.empty() ? "no level" : each.enforced));
      paste += "kubectl label --overwrite namespace " + shell_word(each.name) +
               " pod-security.kubernetes.io/enforce=baseline\n";
    }
  if (wrong.empty()) return met("every namespace of users has a level");
  return unmet(std::move(wrong),
               "see what would be refused (`--dry-run=server` behind each command), then:",
               std::move(paste));
}

Verdict proxy_keeps_to_itself(const AuditEvidence& seen) {
  const auto& told = seen.cluster.proxy_metrics;
  if (!told) return unknown(unseen_why(told.why));
  if (!*told) return unneeded("there is no ConfigMap kube-system/kube-proxy");
  const auto& address = **told;
  if (address.empty()) return met("metricsBindAddress is not set, which means 127.0.0.1:10249");
  const auto words = "metricsBindAddress: " + address;
  const auto host = address.substr(0, address.rfind(':'));
  const bool bracketed = host.starts_with("[") && host.ends_with("]");
  const auto ip = parse_ip(bracketed ? host.substr(1, host.size() - 2) : host);
  if (ip && ip->loopback()) return met(words);
  return unmet(
      {words},
      "set it in the ConfigMap (`kubectl -n kube-system edit cm kube-proxy`, config.conf), "
      "then `kubectl -n kube-system rollout restart daemonset kube-proxy`",
      "metricsBindAddress: 127.0.0.1:10249\n");
}

Verdict tokens_end(const AuditEvidence& seen) {
  const auto& tokens = seen.cluster.endless_tokens;
  if (!tokens) return unknown(unseen_why(tokens.why));
  if (tokens->empty()) return met("every bootstrap token ends");
  Names shown;
  std::string paste;
  for (const auto& id : *tokens) {
    shown.push_back("bootstrap token " + id + " never ends");
    paste += "kcluster token delete " + id + "\n";
  }
  return unmet(
      std::move(shown),
      "`kcluster token create` makes one that ends, when a node is to join:", std::move(paste));
}

constexpr AuditRow own_token_rows[] = {
    {"3.1.3", "bootstrap tokens are for joining, and end", Weight::warning, tokens_end,
     "who has one brings a node of his own into the cluster"},
};

constexpr AuditRow own_proxy_rows[] = {
    {"4.3.1", "kube-proxy tells metrics to its own machine alone", Weight::fail,
     proxy_keeps_to_itself, "they tell which Services there are, and their traffic"},
};

constexpr AuditRow own_rbac_rows[] = {
    {"5.1.1", "cluster-admin is bound to administrators alone", Weight::warning, few_administrators,
     "who has it reads every Secret and runs anything on every node"},
    {"5.1.3", "no further role allows everything", Weight::warning, no_boundless_roles,
     "it allows also what a later version brings"},
    {"5.1.5", "default service accounts are not used", Weight::warning, default_accounts_rest,
     "what one pod is allowed by them all pods of the namespace are"},
    {"5.1.6", "pods have tokens where they need one", Weight::warning, tokens_where_needed,
     "a pod that is broken into speaks to the API server with its token"},
    {"5.1.7", "nobody works as system:masters", Weight::warning, masters_rest,
     "no role limits that group, and its certificate holds until it ends"},
};

constexpr AuditRow own_pod_security_rows[] = {
    {"5.2.1", "namespaces of users have a pod security level", Weight::warning, pods_are_held,
     "whoever may make a pod there can else take over its node"},
};

}  // namespace

std::span<const AuditRow> token_rows() { return own_token_rows; }
std::span<const AuditRow> proxy_rows() { return own_proxy_rows; }
std::span<const AuditRow> rbac_rows() { return own_rbac_rows; }
std::span<const AuditRow> pod_security_rows() { return own_pod_security_rows; }

}  // namespace kcluster
