#pragma once
#include <string>

#include "host/files.h"
#include "http/http.h"

namespace kcluster {

/// The cluster as this node's kubelet reaches it.
struct KubeletAccess {
  std::string node;   ///< the node's name, from the kubelet's certificate
  Endpoint endpoint;  ///< with the kubelet's credentials
};

/// From /etc/kubernetes/kubelet.conf and the certificate it names. Error when this node is in no
/// cluster, or its kubelet has no certificate yet.
KubeletAccess kubelet_access(const Files& files);

}  // namespace kcluster
