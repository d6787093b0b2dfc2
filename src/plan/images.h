#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "config/types.h"

namespace kcluster {

/// "registry.k8s.io/kube-apiserver:v1.36.3", for kube-apiserver, kube-controller-manager,
/// kube-scheduler and kube-proxy.
std::string kubernetes_image(const ClusterConfiguration& cluster, std::string_view component);
std::string coredns_image(const ClusterConfiguration& cluster);
std::string etcd_image(const ClusterConfiguration& cluster);
std::string pause_image(const ClusterConfiguration& cluster);

/// Every image a control-plane node needs, in the order of `kubeadm config images list`. Throws
/// Error (exit usage) for a Kubernetes minor that kcluster does not know, unless every tag it would
/// look up is given.
std::vector<std::string> images(const Config& settled);

/// Those of them that a worker's pods are made from.
std::vector<std::string> worker_images(const Config& settled);

}  // namespace kcluster
