#pragma once
#include <map>
#include <string>
#include <vector>

#include "cri/cri.h"

namespace kcluster {

/// Whether it is the control plane's static pod of one of those components.
bool is_static_pod(const Sandbox& pod, const std::vector<std::string>& components);

/// A component of this node as the runtime has it now.
struct RunningPod {
  std::string hash;  ///< of the pod's manifest, as the kubelet marks it
  Container container;
};

/// By component, the newest of each that runs.
std::map<std::string, RunningPod> running_pods(const std::vector<std::string>& components,
                                               const Cri& cri);

}  // namespace kcluster
