#include <fmt/format.h>

#include "config/rules.h"
#include "kubernetes/versions.h"

namespace kcluster::rules {
namespace {

void target(const std::string& version, const std::string& path, Found& found) {
  if (version.empty() || Version::parse(version)) return;
  found.error(path, fmt::format("\"{}\" is no version", version),
              "expected one such as v1.36.3; labels are never looked up on the internet");
}

void work(const UpgradeWork& work, const std::string& part, Found& found) {
  if (!work.patches_directory.empty())
    absolute(work.patches_directory, part + ".patches.directory", found);
  pull_policy(work.image_pull_policy, part + ".imagePullPolicy", found);
}

}  // namespace

void upgrade(const UpgradeConfig& upgrade, Found& found) {
  const std::string apply = "apply", node = "node", plan = "plan";
  target(upgrade.apply.kubernetes_version, apply + ".kubernetesVersion", found);
  target(upgrade.diff.kubernetes_version, "diff.kubernetesVersion", found);
  target(upgrade.plan.kubernetes_version, plan + ".kubernetesVersion", found);
  work(upgrade.apply, apply, found);
  work(upgrade.node, node, found);
  const std::string ignored = ".ignorePreflightErrors";
  ignored_errors(upgrade.apply.ignore_preflight_errors, apply + ignored, found);
  ignored_errors(upgrade.node.ignore_preflight_errors, node + ignored, found);
  ignored_errors(upgrade.plan.ignore_preflight_errors, plan + ignored, found);
  timeouts(upgrade.timeouts, found);
}

}  // namespace kcluster::rules
