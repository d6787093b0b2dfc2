#pragma once
#include <string>

#include "config/types.h"
#include "kube/client.h"

namespace kcluster {

/// What init stored under that key of a ConfigMap in kube-system. Throws Error when there is none.
std::string stored_text(const Client& api, const std::string& map, const std::string& key);

/// The ClusterConfiguration in kubeadm-config. Throws Error when there is none or it cannot be
/// read.
ClusterConfiguration stored_configuration(const Client& api);

}  // namespace kcluster
