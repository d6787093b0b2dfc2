#include "config/syntax.h"

#include <algorithm>

#include "base/net.h"
#include "base/text.h"

namespace kcluster {
namespace {

bool small(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool alphanumeric(char c) { return small(c) || (c >= 'A' && c <= 'Z'); }

template <class Test>
bool all(std::string_view text, Test test) {
  return std::all_of(text.begin(), text.end(), test);
}

bool is_port(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text.size() > 5 || !all(text, is_digit)) return false;
  const int port = std::stoi(std::string(text));
  return port >= 1 && port <= 65535;
}

bool is_host(std::string_view text) { return parse_ip(text) || is_dns_subdomain(text); }

/// "host:port" and "[host]:port" in two; a text with no port, or several colons, is a host alone.
std::optional<HostPort> split_host_port(std::string_view text) {
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    if (end == text.npos || !parse_ip(text.substr(1, end - 1))) return std::nullopt;
    const auto rest = text.substr(end + 1);
    if (rest.empty() || rest.front() != ':') return std::nullopt;
    return HostPort{std::string(text.substr(1, end - 1)), std::string(rest.substr(1))};
  }
  const auto colon = text.find(':');
  if (colon == text.npos || text.find(':', colon + 1) != text.npos)
    return HostPort{std::string(text), ""};
  return HostPort{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

/// a-z and 0-9 in runs, joined by ".", "_", "__" or any number of "-".
bool is_repository_part(std::string_view text) {
  if (text.empty() || !small(text.front()) || !small(text.back())) return false;
  for (std::size_t at = 0; at < text.size();) {
    const auto end =
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), small);
    const auto joint = text.substr(at, static_cast<std::size_t>(end - text.begin()) - at);
    const bool dashes = all(joint, [](char c) { return c == '-'; });
    if (!dashes && joint != "." && joint != "_" && joint != "__") return false;
    at += joint.size() + 1;
  }
  return true;
}

bool is_registry(std::string_view text) {
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    if (end == text.npos || !parse_ip(text.substr(1, end - 1))) return false;
    const auto rest = text.substr(end + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
  }
  const auto colon = text.find(':');
  if (colon != text.npos && !is_port(text.substr(colon + 1))) return false;
  for (const auto& label : split(text.substr(0, colon), '.')) {
    const auto fits = [](char c) { return alphanumeric(c) || c == '-'; };
    if (label.empty() || !all(label, fits) || label.front() == '-' || label.back() == '-')
      return false;
  }
  return true;
}

}  // namespace

std::string HostPort::text() const {
  if (port.empty()) return host;
  return (host.find(':') == host.npos ? host : "[" + host + "]") + ":" + port;
}

std::optional<HostPort> parse_host_port(std::string_view text) {
  auto parts = split_host_port(text);
  if (!parts || !is_host(parts->host)) return std::nullopt;
  if (!parts->port.empty() && !is_port(parts->port)) return std::nullopt;
  return parts;
}

bool is_dns_label(std::string_view text) {
  const auto fits = [](char c) { return small(c) || c == '-'; };
  return !text.empty() && text.size() <= 63 && all(text, fits) && small(text.front()) &&
         small(text.back());
}

bool is_dns_subdomain(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  const auto fits = [](const std::string& label) {
    return !label.empty() && small(label.front()) && small(label.back()) &&
           all(label, [](char c) { return small(c) || c == '-'; });
  };
  const auto labels = split(text, '.');
  return std::all_of(labels.begin(), labels.end(), fits);
}

bool is_alternative_name(std::string_view text) {
  if (text.substr(0, 2) == "*.") return is_dns_subdomain(text.substr(2));
  return is_host(text);
}

std::optional<std::pair<std::string, std::string>> split_token(std::string_view text) {
  if (text.size() != 23 || text[6] != '.') return std::nullopt;
  const auto id = text.substr(0, 6), secret = text.substr(7);
  if (!all(id, small) || !all(secret, small)) return std::nullopt;
  return std::pair(std::string(id), std::string(secret));
}

bool is_bootstrap_group(std::string_view text) {
  constexpr std::string_view prefix = "system:bootstrappers:";
  if (text.substr(0, prefix.size()) != prefix) return false;
  const auto name = text.substr(prefix.size());
  const auto fits = [](char c) { return small(c) || c == ':' || c == '-'; };
  return !name.empty() && name.size() <= 256 && all(name, fits) && small(name.back());
}

bool is_image_repository(std::string_view text) {
  const auto parts = split(text, '/');
  if (!is_registry(parts.front()) && !is_repository_part(parts.front())) return false;
  return std::all_of(parts.begin() + 1, parts.end(), is_repository_part);
}

std::optional<std::string> url_scheme(std::string_view text) {
  const auto mark = text.find("://");
  if (mark == text.npos || mark == 0) return std::nullopt;
  const auto rest = text.substr(mark + 3);
  auto authority = rest.substr(0, rest.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != authority.npos) authority.remove_prefix(at + 1);
  const bool bracketed =
      authority.size() > 2 && authority.front() == '[' && authority.back() == ']';
  if (bracketed) authority = authority.substr(1, authority.size() - 2);
  if (!parse_host_port(lower(authority))) return std::nullopt;
  return lower(text.substr(0, mark));
}

bool is_qualified_name(std::string_view text) {
  const auto slash = text.find('/');
  if (slash != text.npos && !is_dns_subdomain(text.substr(0, slash))) return false;
  const auto name = slash == text.npos ? text : text.substr(slash + 1);
  const auto fits = [](char c) { return alphanumeric(c) || c == '-' || c == '_' || c == '.'; };
  return !name.empty() && name.size() <= 63 && all(name, fits) && alphanumeric(name.front()) &&
         alphanumeric(name.back());
}

}  // namespace kcluster
