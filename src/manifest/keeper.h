#pragma once
#include <string>

namespace kcluster {

/// The systemd service that brings this node's part of the bridge network up to date once: it runs
/// `PROGRAM pod-network sync`, allowed to change the network and its own files, and says something
/// in the journal only when something changed or failed.
std::string keeper_service(const std::string& program);

/// The timer that starts it, at boot and every ten seconds: so long at the most the nodes do not
/// know a new one.
std::string keeper_timer();

}  // namespace kcluster
