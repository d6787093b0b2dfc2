#pragma once
#include <string>
#include <vector>

#include "plan/static_pod.h"

namespace kcluster {

/// What the kubelet of this node is told.
struct KubeletPlan {
  Json config = Json::object();  ///< KubeletConfiguration, settled; patches are not yet in it
  std::string cri_socket;
  bool socket_is_local = true;     ///< told by instance-config.yaml; else by a flag
  std::vector<std::string> flags;  ///< "--node-ip=10.0.0.1", for KUBELET_KUBEADM_ARGS
  std::string pki_folder = "/var/lib/kubelet/pki";  ///< where it keeps its rotated certificate
  std::vector<PatchFile> patches;
};

/// Whether the kubelet itself taints its node (join); init does it through the API.
enum class Tainting { through_api, by_kubelet };

KubeletPlan plan_kubelet(const Config& settled, const Surroundings& around,
                         Tainting tainting = Tainting::through_api);

}  // namespace kcluster
