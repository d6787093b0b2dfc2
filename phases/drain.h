#pragma once
#include "base/event.h"
#include "host/clock.h"
#include "kube/client.h"
#include "plan/drain.h"

namespace kcluster {

/// No new pods come to the node. Returns whether it was open before.
bool cordon(const std::string& node, Client& api);
/// Pods may come again.
void uncordon(const std::string& node, Client& api);

/// Throws Error when a pod without a controller would be lost, unless that is accepted.
void refuse_unmanaged(const DrainPlan& plan, const Client& api);

/// Cordons the node and evicts its pods, as fast as their disruption budgets allow; those of
/// DaemonSets, static ones and finished ones stay. Returns when the others are gone, or, with a
/// warning, once the cluster counts the node as silent. Throws Error before anything is evicted
/// when a pod without a controller would be lost, and at the limit with the pods that are left and
/// the budgets that keep them.
void drain(const DrainPlan& plan, Client& api, const Clock& clock, const Tell& tell);

}  // namespace kcluster
