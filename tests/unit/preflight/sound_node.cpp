#include "tests/unit/preflight/sound_node.h"

#include "tests/support/sound_machine.h"

namespace kcluster {

SoundNode::SoundNode() {
  furnish(files);
  system.machine = sound_machine();
  config.init.node.name = "node-1";
  config.init.node.cri_socket = "unix:///var/run/containerd/containerd.sock";
  config.init.local_api.advertise_address = "192.168.1.20";
  config.cluster.kubernetes_version = "v1.36.3";
  config.cluster.networking.pod_subnet = "10.244.0.0/16";
  config.cluster.control_plane_endpoint = "cluster.example.org:6443";
  config.kubelet = {{"cgroupDriver", "systemd"}};
  seen.kubelet_version = "v1.36.3";
}

Look SoundNode::look() {
  clock = std::make_unique<MemoryClock>(time);
  return {files,
          system,
          *clock,
          [this](const std::string&) { return cri; },
          [this](const Endpoint&) { return std::make_shared<SpokenEtcd>(etcd); },
          [this](const std::string& name) -> std::optional<std::string> {
            const auto it = environment.find(name);
            return it == environment.end() ? std::nullopt : std::optional(it->second);
          }};
}

CheckPlan SoundNode::plan() const {
  auto out = plan_checks(config, seen, beginning);
  out.role = role;
  return out;
}

}  // namespace kcluster
