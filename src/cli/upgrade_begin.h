#pragma once
#include <string>

#include "cli/upgrade.h"

namespace kcluster {

/// What the user wants of `upgrade apply` or, in its terms, of `upgrade node`.
struct UpgradeWishes {
  UpgradeCommand which = UpgradeCommand::apply;
  UpgradeApplyConfig apply;
  Duration limit = std::chrono::minutes(5);  ///< timeouts.upgradeManifests
  std::string kubeconfig;
  std::string phase;  ///< this one alone, "addon/coredns"; empty: all
  BundleChoice bundle;
};
UpgradeWishes wishes_of(const UpgradeConfig& config, UpgradeCommand which,
                        const std::string& kubeconfig);

/// Throws Error (exit usage) for wishes that are wrong whatever the cluster is: an unknown phase, a
/// version that is none or that this kcluster does not know, a folder of patches that is not there.
void check_wishes(const UpgradeWishes& wanted, const Ports& observed);

/// The upgrade of this control plane that was cut off or finished: the latter for a phase, and for
/// an `upgrade node` that has nothing to write, so that its way back stays. Else a new one.
/// Throws Error (exit usage) when another one was cut off, or its way back.
BegunUpgrade chosen(const UpgradeWishes& wanted, Node& node);

/// What is looked at before the first change of a cluster's upgrade.
PreflightPlan checks_of(const UpgradeWishes& wanted, const BegunUpgrade& begun,
                        const Ports& observed);

/// As one transaction; `asks`: the user is asked before the first change.
void upgrade_control_plane(const UpgradeWishes& wanted, bool asks, Node& node);

/// A worker follows its control planes: the kubelet's configuration, no more. Its part of the
/// cluster's configuration is read as the kubelet may read it.
struct WorkerUpgrade {
  std::string version;
  KubeletPlan kubelet;
  PullPlan pull;  ///< what comes out of a bundle, else nothing
  std::string cri_socket;
};
WorkerUpgrade look_at_worker(const UpgradeWishes& wanted, const Ports& observed);
void upgrade_worker(const WorkerUpgrade& worker, const UpgradeWishes& wanted, Node& node);

}  // namespace kcluster
