#include "etcd/endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/net.h"

namespace kcluster {
namespace {

bool is_port(std::string_view text) {
  unsigned number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size() && number >= 1 && number <= 65535;
}

bool is_name(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
  });
}

bool is_host(std::string_view host, bool bracketed) {
  const auto ip = parse_ip(host);
  return bracketed ? ip && ip->family == Ip::Family::v6 : is_name(host);
}

}  // namespace

// as long as sockaddr_un has room, and nothing that a URL would have to escape
bool is_socket_path(std::string_view path) {
  constexpr std::size_t longest = 107;
  return path.size() > 1 && path.size() <= longest && path[0] == '/' && path.back() != '/' &&
         std::all_of(path.begin(), path.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) ||
                  std::string_view("/.-_").find(c) != std::string_view::npos;
         });
}

EtcdEndpoint parse_etcd_endpoint(std::string_view url) {
  constexpr std::string_view unix_scheme = "unix://";
  if (url.starts_with(unix_scheme) && is_socket_path(url.substr(unix_scheme.size())))
    return {EtcdEndpoint::Scheme::unix_socket, std::string(url), "", std::string(url)};
  EtcdEndpoint made;
  std::string_view rest = url;
  if (rest.ends_with('/')) rest.remove_suffix(1);
  made.url = rest;
  const bool tls = rest.starts_with("https://");
  if (!tls) made.scheme = EtcdEndpoint::Scheme::http;
  const bool known = tls || rest.starts_with("http://");
  if (known) rest.remove_prefix(tls ? 8 : 7);
  made.authority = rest;
  const auto colon = rest.rfind(':');
  std::string_view host = rest.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  made.host = host;
  if (!known || colon == rest.npos || !is_port(rest.substr(colon + 1)) || !is_host(host, bracketed))
    throw Error(fmt::format("\"{}\" is no endpoint of an etcd", url),
                "write it like https://192.168.1.20:2379", Exit::usage);
  return made;
}

}  // namespace kcluster
