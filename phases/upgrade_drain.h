#pragma once
#include <optional>
#include <span>

#include "host/files.h"
#include "kube/client.h"
#include "phases/wait_control_plane.h"
#include "plan/upgrade_drain.h"
#include "workflow/phase.h"

namespace kcluster {

/// nullopt: no drain for an upgrade goes on. Throws Error for a note that cannot be read.
std::optional<DrainedNode> read_drained(const Files& files);

/// The cluster as that plan asks it.
Endpoint drain_access(const UpgradeDrainPlan& plan, const Files& files);

/// Notes whose the cordon is, then cordons the node and evicts its pods as drain() does. Throws
/// Error when the kubelet's own credentials do not suffice.
void drain_for_upgrade(const UpgradeDrainPlan& plan, Files& files, Client& api, const Clock& clock,
                       const Tell& tell);

/// Starts the kubelet that is installed now, with its configuration as it is now.
void restart_drained_kubelet(const UpgradeDrainPlan& plan, System& system, const WaitEyes& eyes);

/// Until the cluster says that the node is ready with that kubelet.
void await_upgraded_node(const UpgradeDrainPlan& plan, const Client& api, const Clock& clock);

/// Lets pods come again, unless the node was cordoned before; the note goes.
void end_drain(const UpgradeDrainPlan& plan, Files& files, Client& api, const Tell& tell);

/// What comes before the upgrade of the node, and what comes after it.
std::span<const Phase<UpgradeDrainPlan>> upgrade_drain_table();
std::span<const Phase<UpgradeDrainPlan>> upgrade_return_table();

}  // namespace kcluster
