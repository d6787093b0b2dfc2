#pragma once
#include <vector>

#include "plan/static_pod.h"

namespace kcluster {

/// The three Kubernetes components of a control-plane node.
struct ControlPlanePlan {
  StaticPodPlan apiserver, controller_manager, scheduler;
  std::vector<PatchFile> patches;
};

/// From the settled configuration; flags, volumes, probes and resources as kubeadm v1.36 gives
/// them.
ControlPlanePlan plan_control_plane(const Config& settled, const Surroundings& around);

/// One file each: src/plan/apiserver.cpp, controller_manager.cpp, scheduler.cpp.
StaticPodPlan plan_apiserver(const Config& settled, const Surroundings& around);
StaticPodPlan plan_controller_manager(const Config& settled, const Surroundings& around);
StaticPodPlan plan_scheduler(const Config& settled, const Surroundings& around);

/// The volumes that API server and controller manager share: certificates and trusted roots.
std::vector<HostVolume> trust_volumes(const ClusterConfiguration& cluster,
                                      const Surroundings& around);

}  // namespace kcluster
