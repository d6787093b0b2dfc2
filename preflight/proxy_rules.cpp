#include "preflight/proxy_rules.h"

#include "base/net.h"
#include "base/text.h"

// The rules of Go's golang.org/x/net/http/httpproxy and of apimachinery's
// NewProxierWithNoProxyCIDR.
namespace kcluster {
namespace {

std::string variable(const Environment& environment, const char* upper) {
  const auto value = environment(upper);
  if (value && !value->empty()) return *value;
  return environment(lower(upper)).value_or("");
}

std::string without_port(const std::string& entry) {
  if (parse_ip(entry)) return entry;
  if (entry.front() == '[') return entry.substr(1, entry.find(']') - 1);
  return entry.substr(0, entry.find(':'));
}

bool names_domain(std::string entry, const std::string& host) {
  if (entry.compare(0, 2, "*.") == 0) entry.erase(0, 1);
  const auto suffix = entry.front() == '.' ? entry : "." + entry;
  const bool below = host.size() > suffix.size() &&
                     host.compare(host.size() - suffix.size(), suffix.size(), suffix) == 0;
  return below || host == entry;
}

bool spares(const std::string& entry, const std::string& host) {
  if (entry.empty()) return false;
  if (entry == "*") return true;
  const auto ip = parse_ip(host);
  if (const auto range = parse_cidr(entry)) return ip && range->contains(*ip);
  const auto name = without_port(entry);
  if (const auto address = parse_ip(name)) return ip == address;
  return !name.empty() && names_domain(name, host);
}

// What stands before the @ is a secret.
std::string open_part(const std::string& proxy) {
  const auto at = proxy.rfind('@');
  if (at == proxy.npos) return proxy;
  const auto scheme = proxy.find("://");
  const auto begin = scheme == proxy.npos || scheme > at ? 0 : scheme + 3;
  return proxy.substr(0, begin) + proxy.substr(at + 1);
}

}  // namespace

std::optional<std::string> proxy_for(const std::string& host, const Environment& environment) {
  const auto proxy = variable(environment, "HTTPS_PROXY");
  const auto wanted = lower(host);
  const auto ip = parse_ip(wanted);
  if (proxy.empty() || wanted == "localhost" || (ip && ip->loopback())) return std::nullopt;
  for (const auto& entry : split(lower(variable(environment, "NO_PROXY")), ','))
    if (spares(std::string(trim(entry)), wanted)) return std::nullopt;
  return open_part(proxy);
}

}  // namespace kcluster
