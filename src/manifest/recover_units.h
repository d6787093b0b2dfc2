#pragma once
#include <string>

namespace kcluster {

/// The systemd service that runs `PROGRAM recover`, at boot before the kubelet: what a command left
/// that was cut off with the kubelet at rest is put back.
std::string recover_service(const std::string& program);

/// The timer that starts it every five seconds meanwhile, for the case that the command is killed.
std::string recover_timer();

}  // namespace kcluster
