#pragma once
#include <string>

#include "config/types.h"
#include "plan/cluster.h"

namespace kcluster {

/// What this node is to the cluster whose endpoint is set.
struct SeenEndpointNode {
  bool control_plane = false;
  std::string local_url;  ///< of its own API server, "https://192.168.1.20:6443"
  /// Paths that its API server's manifest names: its own certificate and key, the authority.
  std::string certificate, key, authority;
};

/// What `reconfigure endpoint` will do: on a control plane the cluster learns its endpoint, on a
/// worker the kubelet does.
struct EndpointPlan {
  std::string endpoint;  ///< as kubeadm-config keeps it, "k8s.example.com:6443"
  std::string host;      ///< the name that API servers must serve
  std::string url;       ///< "https://k8s.example.com:6443"
  SeenEndpointNode node;
  std::string authority_key;  ///< path; the authority's
  ApiPlan api;
  Duration limit = std::chrono::minutes(2);  ///< for the API server to take its certificate up
};

/// Throws Error (exit usage) for a text that is no HOST or HOST:PORT; without a port it is 6443.
EndpointPlan plan_endpoint(const std::string& wanted, const SeenEndpointNode& node);

}  // namespace kcluster
