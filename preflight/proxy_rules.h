#pragma once
#include <functional>
#include <optional>
#include <string>

namespace kcluster {

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The proxy that Kubernetes' programs would take to https://HOST, by HTTPS_PROXY and NO_PROXY
/// (with ranges) in either case; nullopt: none. Without user name and password.
std::optional<std::string> proxy_for(const std::string& host, const Environment& environment);

}  // namespace kcluster
