#include "plan/static_pod.h"

#include <algorithm>

#include "base/text.h"

namespace kcluster {
namespace {

constexpr const char* kTrustFolders[] = {
    "/etc/pki/ca-trust",
    "/etc/pki/tls/certs",
    "/etc/ca-certificates",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
};

}  // namespace

std::span<const char* const> trust_folder_candidates() { return kTrustFolders; }

std::vector<EnvVar> proxy_variables(std::span<const std::string> environment) {
  std::vector<EnvVar> out;
  for (const auto& line : environment) {
    const auto equals = line.find('=');
    if (equals == line.npos || equals + 1 == line.size()) continue;
    const std::string name = line.substr(0, equals);
    if (lower(name).ends_with("_proxy"))
      out.push_back({name, {{"name", name}, {"value", line.substr(equals + 1)}}});
  }
  return out;
}

std::vector<EnvVar> merged_env(std::span<const EnvVar> first, std::span<const EnvVar> second) {
  std::map<std::string, EnvVar> by_name;
  for (const auto& variable : first) by_name[variable.name] = variable;
  for (const auto& variable : second) by_name[variable.name] = variable;
  std::vector<EnvVar> out;
  for (auto& [name, variable] : by_name) out.push_back(std::move(variable));
  return out;
}

std::vector<HostVolume> merged_volumes(std::vector<HostVolume> own,
                                       std::span<const HostPathMount> extra) {
  for (const auto& e : extra)
    own.push_back({e.name, e.host_path, e.mount_path, e.path_type, e.read_only});
  std::map<std::string, HostVolume> by_name;
  for (auto& volume : own) by_name[volume.name] = volume;
  std::vector<HostVolume> out;
  for (auto& [name, volume] : by_name) out.push_back(std::move(volume));
  return out;
}

std::string probe_address(const std::string& bind_address) {
  return bind_address == "0.0.0.0" || bind_address == "::" ? "" : bind_address;
}

unsigned startup_failures(Duration limit) {
  constexpr Duration period = std::chrono::seconds(10);
  return static_cast<unsigned>((limit + period - Duration(1)) / period);
}

std::string host_port(const std::string& host, unsigned port) {
  const bool v6 = host.find(':') != host.npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string loopback_like(const std::string& address) {
  return address.find(':') != address.npos ? "::1" : "127.0.0.1";
}

}  // namespace kcluster
