#include "base/warnings.h"
#include "cli/init.h"
#include "manifest/patches.h"
#include "phases/init.h"
#include "phases/pod_network.h"

namespace kcluster {

void check_phase_names(const std::string& phase, const std::vector<std::string>& skipped) {
  check_names({phase, skipped}, row_names<InitPlan>(init_table()));
}

void check_early(const InitPlan& plan, const Surroundings& around, const Ports& ports) {
  tell_warnings(ports.tell, parse_patches(around.patches).ignored);
  check_pod_network(plan.pod_network, ports.files);
}

}  // namespace kcluster
