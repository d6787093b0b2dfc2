#include "plan/controller_accounts.h"

#include "plan/args.h"

namespace kcluster {
namespace {

// What the controllers call themselves when they ask for a client
// (cmd/kube-controller-manager/app).
constexpr const char* kAccounts[] = {
    "attachdetach-controller",
    "bootstrap-signer",
    "certificate-controller",
    "clusterrole-aggregation-controller",
    "cronjob-controller",
    "daemon-set-controller",
    "deployment-controller",
    "disruption-controller",
    "endpoint-controller",
    "endpointslice-controller",
    "endpointslicemirroring-controller",
    "ephemeral-volume-controller",
    "expand-controller",
    "generic-garbage-collector",
    "horizontal-pod-autoscaler",
    "job-controller",
    "legacy-service-account-token-cleaner",
    "namespace-controller",
    "node-controller",
    "persistent-volume-binder",
    "pod-garbage-collector",
    "pv-protection-controller",
    "pvc-protection-controller",
    "replicaset-controller",
    "replication-controller",
    "resource-claim-controller",
    "resourcequota-controller",
    "root-ca-cert-publisher",
    "service-account-controller",
    "service-cidrs-controller",
    "statefulset-controller",
    "token-cleaner",
    "ttl-after-finished-controller",
    "ttl-controller",
    "validatingadmissionpolicy-status-controller",
    "volumeattributesclass-protection-controller",
};

}  // namespace

std::vector<std::string> plan_controller_accounts(const Config& settled) {
  const auto& given = settled.cluster.controller_manager.extra_args;
  if (last_value(given, "controllers") || last_value(given, "use-service-account-credentials"))
    return {};
  return {std::begin(kAccounts), std::end(kAccounts)};
}

}  // namespace kcluster
