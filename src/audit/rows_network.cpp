#include <algorithm>

#include "audit/rows.h"
#include "audit/verdicts.h"
#include "base/text.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

/// Plugins of pod networks that hold packets against NetworkPolicies.
constexpr const char* kWatchful[] = {"calico", "cilium-cni", "antrea", "weave-net",
                                     "ovn-k8s-cni-overlay"};

Verdict keeps_policies(const AuditEvidence& seen) {
  if (!seen.cni_fault.empty()) return unknown(seen.cni_fault);
  if (seen.cni_file.empty()) return unneeded("there is no pod network yet");
  const auto words = seen.cni_file + ": " + join(seen.cni_types, ", ");
  for (const auto* plugin : kWatchful)
    if (std::count(seen.cni_types.begin(), seen.cni_types.end(), plugin)) return met(words);
  const bool own = seen.cni_file == paths::cni_config;
  return unmet({words + (own ? ": kcluster's own bridge network does not keep them"
                             : ": it is not known to keep them")},
               "install a pod network that does, as Calico or Cilium, where pods are to be kept "
               "apart; what there is now:",
               "kubectl get networkpolicies -A\n");
}

constexpr AuditRow rows[] = {
    {"5.3.1", "the pod network keeps NetworkPolicies", AuditRow::Weight::warning, keeps_policies,
     "without it every pod reaches every other one, whatever the policies say"},
};

}  // namespace

std::span<const AuditRow> network_rows() { return rows; }

}  // namespace kcluster
