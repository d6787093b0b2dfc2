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
  bool cordoned = false;
  std::string kubelet_version;  ///< that runs, "v1.36.3"
};

/// The Secret kubeadm-certs: what control planes share, sealed with the certificate key.
struct SharedCertificates {
  std::optional<Json> data;  ///< by name, base64; nullopt: not looked at, or not there
  std::string why;           ///< it could not be read
};

/// What a joining node reads of its cluster. Made by observe/cluster.h.
struct SeenCluster {
  std::string server;                  ///< as the cluster itself says where it is reached
  std::string authorities;             ///< PEM
  ClusterConfiguration configuration;  ///< of kubeadm-config
  Json kubelet = Json::object();       ///< KubeletConfiguration of kubelet-config
  SharedCertificates shared;           ///< looked at where a certificate key is there to open them
  std::optional<SeenNode> same_name;   ///< a Node that has this node's name already
  std::optional<std::chrono::seconds> clock_ahead;  ///< see observe/discovery.h
};

}  // namespace kcluster
