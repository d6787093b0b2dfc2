#include "kubernetes/paths.h"
#include "kubernetes/ports.h"
#include "plan/args.h"
#include "plan/control_plane.h"
#include "plan/images.h"

namespace kcluster {

StaticPodPlan plan_scheduler(const Config& c, const Surroundings& around) {
  const auto& component = c.cluster.scheduler;
  const std::string conf = paths::scheduler_conf;
  std::vector<Arg> defaults{{"bind-address", "127.0.0.1"},
                            {"leader-elect", "true"},
                            {"kubeconfig", conf},
                            {"authentication-kubeconfig", conf},
                            {"authorization-kubeconfig", conf}};
  StaticPodPlan pod;
  pod.name = "kube-scheduler";
  pod.image = kubernetes_image(c.cluster, pod.name);
  pod.command = command_line(pod.name, std::move(defaults), component.extra_args);
  pod.volumes =
      merged_volumes({{"kubeconfig", conf, conf, "FileOrCreate"}}, component.extra_volumes);
  pod.env = merged_env(around.proxies, component.extra_envs);
  pod.cpu = "100m";
  pod.probe_port = ports::scheduler;
  pod.probe_host =
      probe_address(last_value(component.extra_args, "bind-address").value_or("127.0.0.1"));
  pod.live_path = pod.startup_path = "/livez";
  pod.ready_path = "/readyz";
  pod.startup_failures = startup_failures(c.init.timeouts.control_plane_component_health_check);
  return pod;
}

}  // namespace kcluster
