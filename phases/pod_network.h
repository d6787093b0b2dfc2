#pragma once
#include "host/clock.h"
#include "host/files.h"
#include "kube/client.h"
#include "plan/cluster.h"

namespace kcluster {

/// none: nothing. bridge: waits for the node's pod range and writes
/// /etc/cni/net.d/10-kcluster.conflist from it. manifest: applies the file's objects server-side,
/// definitions of custom kinds first and waited for.
void pod_network(const PodNetworkPlan& plan, Files& files, Client& api, const Clock& clock);

}  // namespace kcluster
