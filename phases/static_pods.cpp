#include "phases/static_pods.h"

#include <algorithm>

#include "kubernetes/names.h"

namespace kcluster {
namespace {

constexpr const char* kHash = "kubernetes.io/config.hash";

}  // namespace

bool is_static_pod(const Sandbox& pod, const std::vector<std::string>& components) {
  const auto component = pod.labels.find("component");
  return pod.namespace_ == names::kube_system && component != pod.labels.end() &&
         std::find(components.begin(), components.end(), component->second) != components.end() &&
         pod.annotations.contains(kHash);
}

std::map<std::string, RunningPod> running_pods(const std::vector<std::string>& components,
                                               const Cri& cri) {
  const auto pods = cri.pods();
  const auto containers = cri.containers();
  std::map<std::string, RunningPod> running;
  for (const auto& pod : pods) {
    if (!is_static_pod(pod, components)) continue;
    const auto& component = pod.labels.at("component");
    for (const auto& container : containers) {
      if (container.pod_id != pod.id || container.name != component) continue;
      auto& newest = running[component];
      if (container.state == Container::State::running &&
          container.created > newest.container.created)
        newest = {pod.annotations.at(kHash), container};
    }
  }
  std::erase_if(running, [](const auto& each) { return each.second.container.id.empty(); });
  return running;
}

}  // namespace kcluster
