#pragma once
#include "config/join.h"
#include "config/types.h"
#include "plan/seen.h"

namespace kcluster {

/// The user's wishes with every default that depends on this node filled in, as kubeadm fills them:
/// node name, CRI socket, a control plane's advertise address and taint; the discovery token also
/// speaks for the node unless another is given. Throws Error (exit usage) as settle() does.
JoinConfiguration settle_join(JoinConfiguration wanted, const Seen& seen);

/// What the planners that init and join share work on: the cluster's own configuration with this
/// node's wishes. `kubelet` is the document of kubelet-config.
Config joined_config(const JoinConfiguration& settled, ClusterConfiguration cluster, Json kubelet);

}  // namespace kcluster
