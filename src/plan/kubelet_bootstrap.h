#pragma once
#include <memory>
#include <string>

#include "config/types.h"

namespace kcluster {

/// How this node's kubelet comes by its client certificate.
struct KubeletBootstrapPlan {
  std::string node;  ///< the certificate is for system:node:<node>
  std::string cluster_name;
  std::string server;       ///< the kubelet's API server from then on
  std::string authorities;  ///< PEM, of the cluster
  std::string ca_file;      ///< caCertPath, where the kubelet's configuration has it
  std::string pki_folder;   ///< where the kubelet keeps and rotates its certificate
  Duration limit = std::chrono::minutes(5);  ///< for the cluster to sign it
};

/// Until the kubelet has registered this node.
struct NodeWaitPlan {
  std::string node;
  Duration limit = std::chrono::minutes(4);
};

}  // namespace kcluster
