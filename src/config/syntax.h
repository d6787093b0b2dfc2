#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace kcluster {

/// A control-plane endpoint in its parts; an IPv6 address has lost its brackets.
struct HostPort {
  std::string host;
  std::string port;  ///< "" when there was none

  std::string text() const;  ///< "host:port", "[fd00::1]:6443"; the host alone without a port
};

/// "host", "host:port", "10.0.0.1:6443", "[fd00::1]:6443", "fd00::1"; the host is an IP address or
/// an RFC 1123 name in lower case, the port is 1 to 65535. nullopt when it is none of these.
std::optional<HostPort> parse_host_port(std::string_view text);

/// RFC 1123 subdomain: labels of a-z, 0-9 and -, joined by dots, at most 253 characters.
bool is_dns_subdomain(std::string_view text);
/// RFC 1123 label: one such label, at most 63 characters.
bool is_dns_label(std::string_view text);
/// A name for a certificate: an IP address, an RFC 1123 subdomain or "*." and a subdomain.
bool is_alternative_name(std::string_view text);
/// "abcdef.0123456789abcdef": a bootstrap token, as its public and its secret half.
std::optional<std::pair<std::string, std::string>> split_token(std::string_view text);
/// "system:bootstrappers:" and something more: a group that a bootstrap token may speak for.
bool is_bootstrap_group(std::string_view text);
/// A registry with an optional path: what an image's name and tag can be added to.
bool is_image_repository(std::string_view text);
/// The scheme of "https://host:port/path" when host and port are well formed, else nullopt.
std::optional<std::string> url_scheme(std::string_view text);
/// A label key such as "node-role.kubernetes.io/control-plane".
bool is_qualified_name(std::string_view text);

}  // namespace kcluster
