#include "kubernetes/paths.h"
#include "kubernetes/ports.h"
#include "kubernetes/traits.h"
#include "plan/args.h"
#include "plan/control_plane.h"
#include "plan/images.h"

namespace kcluster {
namespace {

constexpr const char* kFlexvolume = "/usr/libexec/kubernetes/kubelet-plugins/volume/exec";

// Without the authority's key nothing can be signed: empty files turn the signing controller off.
std::vector<Arg> signing_args(const ClusterConfiguration& cluster, const Surroundings& around) {
  const std::string ca = cluster.certificates_dir + "/ca";
  return {{"cluster-signing-cert-file", around.external_ca ? "" : ca + ".crt"},
          {"cluster-signing-key-file", around.external_ca ? "" : ca + ".key"}};
}

std::vector<Arg> network_args(const Networking& net) {
  if (net.pod_subnet.empty()) return {};
  std::vector<Arg> out{{"allocate-node-cidrs", "true"}, {"cluster-cidr", net.pod_subnet}};
  if (!net.service_subnet.empty()) out.push_back({"service-cluster-ip-range", net.service_subnet});
  return out;
}

std::vector<Arg> defaults(const ClusterConfiguration& cluster, const Surroundings& around) {
  const std::string pki = cluster.certificates_dir + "/";
  const std::string kubeconfig = paths::controller_manager_conf;
  std::vector<Arg> out{{"bind-address", "127.0.0.1"},
                       {"leader-elect", "true"},
                       {"kubeconfig", kubeconfig},
                       {"authentication-kubeconfig", kubeconfig},
                       {"authorization-kubeconfig", kubeconfig},
                       {"client-ca-file", pki + "ca.crt"},
                       {"requestheader-client-ca-file", pki + "front-proxy-ca.crt"},
                       {"root-ca-file", pki + "ca.crt"},
                       {"service-account-private-key-file", pki + "sa.key"},
                       {"use-service-account-credentials", "true"},
                       {"controllers", "*,bootstrapsigner,tokencleaner"}};
  for (const auto& more : {signing_args(cluster, around), network_args(cluster.networking)})
    out.insert(out.end(), more.begin(), more.end());
  if (!cluster.cluster_name.empty()) out.push_back({"cluster-name", cluster.cluster_name});
  return out;
}

}  // namespace

StaticPodPlan plan_controller_manager(const Config& c, const Surroundings& around) {
  const auto& component = c.cluster.controller_manager;
  const std::string conf = paths::controller_manager_conf;
  auto volumes = trust_volumes(c.cluster, around);
  volumes.push_back({"kubeconfig", conf, conf, "FileOrCreate"});
  if (does(c.cluster.kubernetes_version, Trait::flexvolume_folder)) {
    const auto folder =
        last_value(component.extra_args, "flex-volume-plugin-dir").value_or(kFlexvolume);
    volumes.push_back({"flexvolume-dir", folder, folder, "DirectoryOrCreate", false});
  }
  StaticPodPlan pod;
  pod.name = "kube-controller-manager";
  pod.image = kubernetes_image(c.cluster, pod.name);
  pod.command = command_line(pod.name, defaults(c.cluster, around), component.extra_args);
  pod.volumes = merged_volumes(std::move(volumes), component.extra_volumes);
  pod.env = merged_env(around.proxies, component.extra_envs);
  pod.cpu = "200m";
  pod.probe_port = ports::controller_manager;
  pod.probe_host =
      probe_address(last_value(component.extra_args, "bind-address").value_or("127.0.0.1"));
  pod.live_path = pod.startup_path = "/healthz";
  pod.startup_failures = startup_failures(c.init.timeouts.control_plane_component_health_check);
  return pod;
}

}  // namespace kcluster
