#pragma once
#include "config/types.h"
#include "plan/seen.h"

namespace kcluster {

/// The user's wishes with every default that depends on this node filled in, as kubeadm fills them:
/// node name (lower-case host name), advertise address, CRI socket, Kubernetes version (the
/// installed kubelet's), control-plane endpoint with port, component configurations (kubelet,
/// kube-proxy) completed with kubeadm's defaults. Tokens and keys are not made here. Throws Error
/// (exit usage) when something cannot be known: no default route, two runtimes, no kubelet.
Config settle(Config wanted, const Seen& seen);

/// The parts of it that commands about images need: cluster.kubernetes_version, node.cri_socket.
void settle_version(ClusterConfiguration& cluster, const Seen& seen);
void settle_socket(NodeRegistration& node, const Seen& seen);

// Parts that join settles likewise.
void settle_node(NodeRegistration& node, const Seen& seen);
void settle_address(ApiEndpoint& api, const Seen& seen);

}  // namespace kcluster
