#pragma once
#include <span>

#include "base/report.h"
#include "etcd/etcd.h"
#include "kube/client.h"
#include "plan/node_remove.h"
#include "workflow/phase.h"

namespace kcluster {

/// Removes the node's member from etcd, if it has one. Throws Error when the others would not have
/// quorum, unless that is accepted. Returns whether there was one.
bool remove_etcd_member(const NodeRemovePlan& plan, Etcd& etcd, Report& report);

/// Removes the node from kubeadm-config's ClusterStatus, which kubeadm kept up to 1.21.
void forget_cluster_status(const std::string& node, Client& api);

/// Deletes the Node object; its pods go with it. Returns whether there was one.
bool delete_node(const std::string& node, Client& api);

/// All that `node remove` does, in order.
std::span<const Phase<NodeRemovePlan>> node_remove_table();

}  // namespace kcluster
