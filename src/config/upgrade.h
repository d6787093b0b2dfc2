#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "config/types.h"

/// kubeadm.k8s.io/v1beta4 UpgradeConfiguration as the user writes it: an empty string or list means
/// "not given". What depends on the cluster (the version it goes to) is settled by
/// plan/upgrade_versions.h.
namespace kcluster {

/// What plan, apply and node have in common.
struct UpgradeRun {
  bool dry_run = false;      ///< without meaning for plan, which changes nothing
  bool etcd_upgrade = true;  ///< false: etcd stays as it is
  std::vector<std::string> ignore_preflight_errors;
};

/// Where plan and apply go.
struct UpgradeTarget {
  std::string kubernetes_version;
  bool allow_experimental_upgrades = false;  ///< alphas, betas and release candidates
  bool allow_rc_upgrades = false;            ///< release candidates
  bool print_config = false;                 ///< show the cluster's ClusterConfiguration
};

/// How apply and node do it.
struct UpgradeWork {
  bool certificate_renewal = true;
  std::vector<std::string> skip_phases;
  std::string patches_directory;
  std::string image_pull_policy = "IfNotPresent";
  bool image_pull_serial = true;
};

struct UpgradePlanConfig : UpgradeRun, UpgradeTarget {};
struct UpgradeApplyConfig : UpgradeRun, UpgradeTarget, UpgradeWork {
  bool force_upgrade = false;  ///< faults of the versions that may be passed over are; do not ask
};
struct UpgradeNodeConfig : UpgradeRun, UpgradeWork {};
struct UpgradeDiffConfig {
  std::string kubernetes_version;
  unsigned context_lines = 3;
};

struct UpgradeConfig {
  UpgradeApplyConfig apply;
  UpgradeDiffConfig diff;
  UpgradeNodeConfig node;
  UpgradePlanConfig plan;
  Timeouts timeouts;
};

/// What a file says of an upgrade, and what is worth a warning.
struct LoadedUpgrade {
  UpgradeConfig config;
  std::vector<Finding> warnings;
};

/// Reads the UpgradeConfiguration of a file; kubeadm's other kinds are checked and left aside with
/// a warning. Throws one Error (exit usage) with all faults as findings.
LoadedUpgrade load_upgrade(std::string_view text, std::string_view source);

enum class UpgradeCommand { apply, diff, node, plan };

/// The flags of kubeadm upgrade's commands as typed; nullopt or an empty list means "not given".
/// Each command has some of them: see merge_upgrade_flags.
struct UpgradeFlags {
  std::optional<std::string> version;  ///< the argument; apply, diff, plan
  std::optional<std::string> config;
  std::optional<std::string> patches;                    ///< apply, node
  std::optional<bool> allow_experimental_upgrades;       ///< apply, plan
  std::optional<bool> allow_release_candidate_upgrades;  ///< apply, plan
  std::optional<bool> print_config;                      ///< apply, plan
  std::optional<bool> certificate_renewal;               ///< apply, node
  std::optional<bool> dry_run;                           ///< apply, node
  std::optional<bool> etcd_upgrade;                      ///< apply, node, plan
  std::optional<bool> force;                             ///< apply
  std::optional<unsigned> context_lines;                 ///< diff
  std::vector<std::string> ignore_preflight_errors;      ///< added to the file's; not diff
  std::vector<std::string> skip_phases;  ///< instead of the file's, when given; apply, node
};

/// The configuration with the flags laid over the command's part of it; flags that the command does
/// not have are passed over. A flag given as false wins over a file's true. Throws Error (exit
/// usage): when --config is mixed with a flag that kubeadm does not allow beside it, or with all
/// faults of the result.
UpgradeConfig merge_upgrade_flags(UpgradeConfig config, const UpgradeFlags& flags,
                                  UpgradeCommand command);

/// What `kubeadm config print upgrade-defaults` prints.
std::string print_upgrade_defaults();

}  // namespace kcluster
