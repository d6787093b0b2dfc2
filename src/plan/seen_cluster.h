#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "config/types.h"

namespace kcluster {

/// A Node of the cluster. Made by observe/cluster_node.h.
struct SeenNode {
  bool ready = false;
  std::vector<std::string> addresses;  ///< InternalIP and ExternalIP
  /// Since its kubelet last renewed its lease; nullopt: there is none, or we may not read it.
  std::optional<std::chrono::seconds> lease_age;
};

/// What a joining node reads of its cluster. Made by observe/cluster.h.
struct SeenCluster {
  std::string server;                  ///< as the cluster itself says where it is reached
  std::string authorities;             ///< PEM
  ClusterConfiguration configuration;  ///< of kubeadm-config
  Json kubelet = Json::object();       ///< KubeletConfiguration of kubelet-config
  /// The shared certificates come without the authority's key: it is kept elsewhere.
  bool external_ca = false;
  std::optional<SeenNode> same_name;                ///< a Node that has this node's name already
  std::optional<std::chrono::seconds> clock_ahead;  ///< see observe/discovery.h
};

}  // namespace kcluster
