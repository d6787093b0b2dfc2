#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// A client URL taken apart.
struct EtcdEndpoint {
  enum class Scheme { http, https };
  Scheme scheme = Scheme::https;
  std::string url;        ///< "https://[fd00::1]:2379", without a slash at its end
  std::string host;       ///< "fd00::1"
  std::string authority;  ///< "[fd00::1]:2379"
};

/// Throws Error (exit usage) for what is no "https://host:port" or "http://host:port".
EtcdEndpoint parse_etcd_endpoint(std::string_view url);

}  // namespace kcluster
