#pragma once
#include "host/clock.h"
#include "host/files.h"
#include "kube/client.h"
#include "plan/kubelet_bootstrap.h"

namespace kcluster {

/// Gives the kubelet its credentials before it first runs: a key that never leaves the node, a
/// certificate that the cluster signs for it, and kubelet.conf with both in the form that the
/// kubelet rotates. Also lays down the cluster's authority at `ca_file`. Credentials that are there
/// and fit are kept. Throws Error when the request is denied, fails, or is not answered in time;
/// for an answer that is not for this node and key; and for an authority or a kubelet.conf of
/// another cluster.
void kubelet_bootstrap(const KubeletBootstrapPlan& plan, Files& files, Client& api,
                       const Clock& clock);

/// Until the API server has the Node of that name, asked as the kubelet itself.
void wait_node(const NodeWaitPlan& plan, const Client& api, const Clock& clock);

}  // namespace kcluster
