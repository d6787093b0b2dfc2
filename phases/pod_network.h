#pragma once
#include "base/event.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "kube/client.h"
#include "plan/cluster.h"

namespace kcluster {

/// Throws Error (exit usage) when the manifest to apply is not there or is not YAML.
void check_pod_network(const PodNetworkPlan& plan, const Files& files);

/// none: nothing. bridge: shares in the cluster that its pods are bridged and does this node's part
/// (phases/bridge.h); waits for the node's range. manifest: applies the file's objects server-side,
/// definitions of custom kinds first and waited for.
void pod_network(const PodNetworkPlan& plan, Files& files, System& system, Client& api,
                 const Clock& clock, const Tell& tell);

}  // namespace kcluster
