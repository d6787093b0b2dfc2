#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// A client URL taken apart.
struct EtcdEndpoint {
  enum class Scheme { http, https, unix_socket };
  Scheme scheme = Scheme::https;
  std::string url;        ///< "https://[fd00::1]:2379", without a slash at its end
  std::string host;       ///< "fd00::1"; "" of a socket
  std::string authority;  ///< "[fd00::1]:2379"; of a socket its URL
};

/// Whether a path can stand behind "unix://": absolute, as short as the kernel wants it, of
/// letters, digits and /.-_ alone.
bool is_socket_path(std::string_view path);

/// Throws Error (exit usage) for what is no "https://host:port", "http://host:port" or
/// "unix:///path/of/a.sock".
EtcdEndpoint parse_etcd_endpoint(std::string_view url);

}  // namespace kcluster
