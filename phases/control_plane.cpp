#include "phases/control_plane.h"

#include "base/yaml.h"
#include "kubernetes/paths.h"
#include "manifest/static_pod.h"

namespace kcluster {

void write_static_pod(const StaticPodPlan& pod, std::span<const PatchFile> patches, Files& files) {
  const Json object = patched_pod(pod, patches);
  // A folder that a package made keeps its mode, as with kubeadm.
  if (!files.look(paths::manifests)) files.make_dir(paths::manifests, 0700);
  files.write(manifest_path(pod.name), write_yaml(object), {0600, Secrecy::open});
}

void apiserver_pod(const ControlPlanePlan& plan, Files& files) {
  write_static_pod(plan.apiserver, plan.patches, files);
}

void controller_manager_pod(const ControlPlanePlan& plan, Files& files) {
  write_static_pod(plan.controller_manager, plan.patches, files);
}

void scheduler_pod(const ControlPlanePlan& plan, Files& files) {
  write_static_pod(plan.scheduler, plan.patches, files);
}

}  // namespace kcluster
