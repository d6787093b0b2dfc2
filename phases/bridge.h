#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/event.h"
#include "base/report.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "kube/client.h"
#include "plan/bridge.h"

namespace kcluster {

/// Stores in the cluster that its pods are bridged and in which ranges (ConfigMap
/// kube-system/kcluster-pod-network, for nodes and those who join by token), and lets nodes list
/// nodes: since v1.32 the node authorizer shows a kubelet its own Node alone.
void share_bridge(const std::string& pod_subnet, Client& admin);

/// The ranges of all pods as shared; nullopt: this cluster's pods are not bridged by kcluster.
std::optional<std::vector<Cidr>> bridge_ranges(const Client& api);
/// Whether a node that joins takes part; for bootstrap tokens, nodes and administrators.
bool bridge_wanted(const Client& api);

/// This node's whole part, as the kubelet or an administrator: sync_bridge(), then keep_bridge().
void bridge_network(const BridgePlan& plan, const Client& api, Files& files, System& system,
                    const Clock& clock, const Tell& tell);

/// Waits up to the plan's limit (zero: not at all) for this node's range, then writes the CNI
/// configuration, sets and removes routes, masquerades. What could not be reached is told as
/// warnings, and in the result's findings. Error when the cluster's pods are not bridged.
BridgeWork sync_bridge(const BridgePlan& plan, const Client& api, Files& files, System& system,
                       const Clock& clock, const Tell& tell);

/// Installs and starts the systemd timer that runs sync_bridge() again and again. Where systemd
/// drives no kubelet a warning is told.
void keep_bridge(const BridgePlan& plan, Files& files, System& system, const Tell& tell);

/// What came of it, for people and programs: "podNetwork".
Result bridge_result(const BridgePlan& plan, const BridgeWork& work);

/// Takes away what the others laid down on this node: timer, service, CNI configuration, routes,
/// masquerading. The bridge kcluster0 and the pods on it stay.
void remove_bridge(Files& files, System& system, const Tell& tell);

/// What remove_bridge() leaves on such a machine, with the command to take it away.
Result left_of_bridge(const Facts& facts);

}  // namespace kcluster
