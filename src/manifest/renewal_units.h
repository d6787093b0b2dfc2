#pragma once
#include <string>
#include <vector>

namespace kcluster {

/// The service that renews what ends soon: it runs those words.
std::string renewal_service(const std::vector<std::string>& command);
/// The timer that starts it at a time as systemd.time(7) writes it, each node at another moment
/// within an hour, later when the node was down then. Throws Error (exit usage) for what is no such
/// time.
std::string renewal_timer(const std::string& schedule);

}  // namespace kcluster
