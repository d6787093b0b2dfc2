#include "plan/upgrade_drain.h"

#include <fmt/format.h>

#include "base/error.h"
#include "kubernetes/versions.h"

namespace kcluster {

bool cordon_is_ours(const SeenNode& node, const std::optional<DrainedNode>& noted,
                    const std::string& version) {
  return !node.cordoned || (noted && noted->ours && noted->version == version);
}

bool drain_is_due(const SeenNode& node, const std::optional<DrainedNode>& noted,
                  const UpgradeDrainPlan& plan) {
  if (node.kubelet_version != plan.version) return true;
  return node.cordoned && noted && cordon_is_ours(node, noted, plan.version);
}

bool kubelet_is_replaced(const SeenNode& node, const UpgradeDrainPlan& plan) {
  const auto installed = Version::parse(plan.installed), wanted = Version::parse(plan.version);
  if (!installed || !wanted) return false;
  if (installed->major > wanted->major || installed->minor > wanted->minor)
    throw Error(
        fmt::format("the installed kubelet {} is newer than its API servers, which run {}",
                    plan.installed, plan.version),
        fmt::format("install the kubelet {}, then run the same command again", plan.version),
        Exit::usage);
  return plan.installed == plan.version || plan.installed != node.kubelet_version;
}

}  // namespace kcluster
