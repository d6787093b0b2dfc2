#include "phases/approval_timer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "manifest/approval_units.h"
#include "phases/timer_unit.h"

namespace kcluster {
std::vector<std::string> approval_command(const std::string& program,
                                          const std::string& kubeconfig) {
  return {program, "certs",        "approve-serving", "--progress",
          "lines", "--kubeconfig", kubeconfig};
}

Result install_approval_timer(const std::vector<std::string>& command, const std::string& schedule,
                              Files& files, System& system, const Tell& tell) {
  install_timer({certs_approve_serving_timer, approval_service(command), approval_timer(schedule),
                 "let something else run `kcluster certs approve-serving`"},
                files, system, tell);
  return {"timer",
          {{"schedule", schedule}, {"command", command}},
          fmt::format("{}.timer runs {}: {}\n", certs_approve_serving_timer, schedule,
                      join(command, " "))};
}

void remove_approval_timer(Files& files, System& system) {
  remove_timer(certs_approve_serving_timer, files, system);
}

}  // namespace kcluster
