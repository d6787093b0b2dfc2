#pragma once
#include <string>
#include <vector>

namespace kcluster {

/// What the host's resolver (nsswitch: files, DNS …) gives for a name, each address once, as text.
std::vector<std::string> resolve_host(const std::string& host);

/// Whether TCP can be listened for on a port at all IPv4 and IPv6 addresses. Connections in
/// TIME_WAIT do not count, as they would not keep a server from listening.
bool can_listen(unsigned port);

}  // namespace kcluster
