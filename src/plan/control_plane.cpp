#include "plan/control_plane.h"

#include <algorithm>

namespace kcluster {

std::vector<HostVolume> trust_volumes(const ClusterConfiguration& cluster,
                                      const Surroundings& around) {
  std::vector<HostVolume> out{
      {"k8s-certs", cluster.certificates_dir, cluster.certificates_dir},
      {"ca-certs", "/etc/ssl/certs", "/etc/ssl/certs"},
  };
  for (const auto& folder : around.trust_folders) {
    std::string name = folder.substr(1);
    std::replace(name.begin(), name.end(), '/', '-');
    out.push_back({name, folder, folder});
  }
  return out;
}

ControlPlanePlan plan_control_plane(const Config& settled, const Surroundings& around) {
  return {plan_apiserver(settled, around), plan_controller_manager(settled, around),
          plan_scheduler(settled, around), around.patches};
}

}  // namespace kcluster
