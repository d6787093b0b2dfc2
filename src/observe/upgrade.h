#pragma once
#include "observe/node.h"
#include "plan/seen_upgrade.h"
#include "status/cluster_status.h"

namespace kcluster {

/// What runs in the cluster and what an upgrade has to mind, by asking its API servers, its etcd
/// and this node. What does not answer is absent and named in `unseen`, never a failure.
SeenUpgrade observe_upgrade(const StatusEyes& eyes, const OpenCri& cri);

}  // namespace kcluster
