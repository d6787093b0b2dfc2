#pragma once
#include "host/clock.h"
#include "kube/client.h"
#include "plan/cluster.h"

namespace kcluster {

/// Labels the node as control plane and merges the planned taints with those it has. Waits for the
/// kubelet to register the node.
void mark_control_plane(const MarkControlPlanePlan& plan, Client& api, const Clock& clock);

}  // namespace kcluster
