#pragma once
#include <string>
#include <vector>

#include "base/event.h"
#include "base/report.h"
#include "host/files.h"
#include "host/system.h"

namespace kcluster {

/// Twice a minute: a kubelet that joins waits no longer for logs and exec to work.
inline constexpr const char* usual_approval_schedule = "*:*:0/30";

/// What the timer runs.
std::vector<std::string> approval_command(const std::string& program,
                                          const std::string& kubeconfig);

/// Lets systemd run that command, kcluster-certs-approve-serving.timer, and says so in the result.
Result install_approval_timer(const std::vector<std::string>& command, const std::string& schedule,
                              Files& files, System& system, const Tell& tell);
void remove_approval_timer(Files& files, System& system);

}  // namespace kcluster
