#pragma once
#include <string>
#include <string_view>

#include "config/types.h"

namespace kcluster {

/// The host of controlPlaneEndpoint ("host", "host:port", "[v6]:port", a bare address), "" of "".
std::string endpoint_host(std::string_view endpoint);

/// Where everybody reaches the API: the control-plane endpoint, with the bind port unless it names
/// one, else this node's own.
std::string control_plane_url(const Config& settled);

/// This node's own API server, "https://192.168.1.20:6443". Throws Error (exit usage) without an
/// address.
std::string local_api_url(const Config& settled);

}  // namespace kcluster
