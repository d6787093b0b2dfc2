#pragma once
#include <functional>

#include "kube/client.h"

namespace kcluster {

/// Changes the ClusterConfiguration that ConfigMap kube-system/kubeadm-config keeps; all else there
/// stays, and its text too when `change` leaves it equal. Throws Error when there is none.
void change_configuration(Client& api, const std::function<void(Json& cluster)>& change);

}  // namespace kcluster
