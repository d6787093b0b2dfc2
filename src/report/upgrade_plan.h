#pragma once
#include <string>
#include <vector>

#include "base/finding.h"
#include "base/report.h"
#include "plan/seen_upgrade.h"
#include "plan/upgrade_order.h"
#include "plan/upgrade_versions.h"

namespace kcluster {

/// One version that the cluster can be brought to, and all that comes with it.
struct UpgradeOffer {
  PossibleUpgrade upgrade;
  std::vector<ComponentUpgrade> components;
  std::vector<UpgradeTurn> turns;
  std::vector<Checked> checks;  ///< with the ignored ones as warnings
};

/// The result of `kcluster upgrade plan`: kubeadm's UpgradePlan (output.kubeadm.k8s.io/v1alpha3)
/// with keys of our own beside its own. `known` says which minors there are to choose from.
std::vector<Result> upgrade_plan_results(const SeenUpgrade& seen,
                                         const std::vector<UpgradeOffer>& offers,
                                         const std::string& known);

}  // namespace kcluster
