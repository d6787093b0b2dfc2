#pragma once
#include <string>
#include <vector>

namespace kcluster {

/// The service that approves kubelets' serving certificates once: it runs those words.
std::string approval_service(const std::vector<std::string>& command);
/// The timer that starts it at times as systemd.time(7) writes them.
std::string approval_timer(const std::string& schedule);

}  // namespace kcluster
