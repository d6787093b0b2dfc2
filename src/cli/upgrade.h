#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "cli/node.h"
#include "cli/session.h"
#include "config/upgrade.h"
#include "kube/kubeconfig.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"
#include "plan/preflight.h"
#include "plan/static_pod.h"

namespace kcluster {

/// What the command line says to one of upgrade's commands.
struct UpgradeOptions {
  UpgradeFlags flags;
  BundleChoice bundle;
  std::string kubeconfig;
};

/// kubeadm's argument and flags of that command, under the same names.
void add_upgrade_flags(CLI::App& command, UpgradeOptions& options, UpgradeCommand which);

/// The configuration file with the flags laid over the command's part; warnings are told. Throws
/// Error (exit usage).
UpgradeConfig read_upgrade_wishes(const UpgradeOptions& options, UpgradeCommand which,
                                  const Ports& ports);

/// The cluster as it is, asked as that user; what does not answer is named in `unseen`.
/// Throws Error when no API server answers or it keeps no ClusterConfiguration.
SeenUpgrade look_before_upgrade(const Kubeconfig& cluster, const Ports& observed);

/// This node's part of the stored configuration, for a version.
struct UpgradeView {
  Config config;
  Surroundings around;
};
UpgradeView upgrade_view(const SeenUpgrade& seen, const std::string& version,
                         const Ports& observed);

/// What upgrade_checks() compare with. `present`: the view of the version that is configured now.
CheckPlan upgrade_check_plan(const UpgradeView& present, SeenUpgrade seen, const Version& target,
                             const UpgradeChoices& choices, const Ports& observed);

/// The plan of an upgrade from what it was begun with; of the node only what no upgrade changes is
/// looked at again, the cluster is not asked.
UpgradePlan plan_of(const BegunUpgrade& begun, const Ports& observed);

/// Puts back what an upgrade changed and waits until the old version is healthy; noted before and
/// after.
void go_back(BegunUpgrade begun, const UpgradePlan& plan, Ports& ports, std::stop_token stop);

/// `kcluster upgrade` alone: the whole order for this cluster. Changes nothing.
void add_upgrade_order(CLI::App& command, Session& session);
void add_upgrade_plan(CLI::App& command, Session& session);
void add_upgrade_diff(CLI::App& command, Session& session);
void add_upgrade_apply(CLI::App& command, Session& session);
void add_upgrade_node(CLI::App& command, Session& session);
void add_upgrade_rollback(CLI::App& command, Session& session);
void add_upgrade_status(CLI::App& command, Session& session);

}  // namespace kcluster
