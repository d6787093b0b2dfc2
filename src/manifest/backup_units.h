#pragma once
#include <string>
#include <vector>

namespace kcluster {

/// The service that takes one backup: it runs those words.
std::string backup_service(const std::vector<std::string>& command);
/// The timer that starts it at a time as systemd.time(7) writes it ("daily", "*-*-* 03:00"), later
/// when the node was down then.
std::string backup_timer(const std::string& schedule);

}  // namespace kcluster
