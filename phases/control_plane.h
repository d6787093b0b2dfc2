#pragma once
#include <span>

#include "host/files.h"
#include "plan/control_plane.h"

namespace kcluster {

/// Writes the pod, patched, to /etc/kubernetes/manifests/<name>.yaml, 0600; a missing folder is
/// made 0700. The kubelet runs it from then on. Throws Error (exit usage) when a patch does not
/// fit.
void write_static_pod(const StaticPodPlan& pod, std::span<const PatchFile> patches, Files& files);

/// control-plane/apiserver, /controller-manager, /scheduler.
void apiserver_pod(const ControlPlanePlan& plan, Files& files);
void controller_manager_pod(const ControlPlanePlan& plan, Files& files);
void scheduler_pod(const ControlPlanePlan& plan, Files& files);

}  // namespace kcluster
