#pragma once
#include "base/json.h"
#include "config/types.h"

namespace kcluster {

/// The user's KubeletConfiguration with kubeadm's defaults for this cluster, and written out as
/// kubeadm writes it: durations in Go's notation, its zero values spelled. Unknown fields are kept.
Json complete_kubelet(const Config& config);

/// The user's KubeProxyConfiguration likewise; needs the advertise address and the pod subnet.
Json complete_proxy(const Config& config);

}  // namespace kcluster
