#include "observe/node.h"

#include <future>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kubernetes/paths.h"
#include "kubernetes/versions.h"

namespace kcluster {
namespace {

/// kubeadm's well-known sockets, in its order: containerd, CRI-O, cri-dockerd.
constexpr const char* kSockets[] = {"/var/run/containerd/containerd.sock",
                                    "/var/run/crio/crio.sock", "/var/run/cri-dockerd.sock"};
constexpr const char* kResolvedConf = "/run/systemd/resolve/resolv.conf";

bool is_socket(const Files& files, const std::string& path) {
  const auto stat = files.look(path);
  return stat && stat->kind == Stat::Kind::other;
}

std::vector<std::string> addresses(const Facts& facts) {
  std::vector<std::string> found;
  for (const auto& address : facts.addresses)
    if (address.up && !address.loopback) found.push_back(address.ip);
  return found;
}

std::string cgroup_driver(const OpenCri& cri, const std::string& socket) {
  const auto state = attempt([&] { return cri(socket)->state(); });
  return state ? state->cgroup_driver : "";
}

}  // namespace

std::optional<std::string> kubelet_version(const System& system) {
  const auto asked = attempt([&] { return system.ask({"kubelet", "--version"}); });
  if (!asked || asked->exit != 0) return std::nullopt;
  const std::string_view said = trim(asked->out), known = "Kubernetes ";
  if (said.substr(0, known.size()) != known) return std::nullopt;
  const auto version = said.substr(known.size());
  if (!Version::parse(version)) return std::nullopt;
  return std::string(version);
}

// /var/run is a link to /run; below another root an absolute link would lead out of it.
std::vector<std::string> cri_sockets(const Files& files) {
  std::vector<std::string> found;
  for (const std::string path : kSockets)
    if (is_socket(files, path) || is_socket(files, path.substr(std::string("/var").size())))
      found.push_back("unix://" + path);
  return found;
}

std::string preferred_resolv_conf(const System& system) {
  const auto resolved = attempt([&] { return system.active("systemd-resolved"); });
  return resolved && *resolved ? kResolvedConf : "";
}

std::string kubelet_socket(const Files& files) {
  const auto text = files.read(paths::kubelet_instance_config);
  const auto set = text ? one_mapping(*text, paths::kubelet_instance_config) : std::nullopt;
  auto socket = set ? string_in(*set, "/containerRuntimeEndpoint") : "";
  if (!socket.empty()) return socket;
  const auto found = cri_sockets(files);
  return found.empty() ? "" : found.front();
}

Seen observe_node(const Files& files, const System& system, const OpenCri& cri,
                  const std::string& cri_socket_wanted) {
  // takes as long as all the rest: a large program is loaded for it
  auto version = std::async(std::launch::async, [&] { return kubelet_version(system); });
  const Facts facts = system.facts();
  Seen seen;
  seen.hostname = facts.hostname;
  seen.default_address = default_address(files, facts);
  seen.addresses = addresses(facts);
  seen.program = facts.program;
  seen.cri_sockets = cri_sockets(files);
  const bool one = seen.cri_sockets.size() == 1;
  const auto socket = cri_socket_wanted.empty() && one ? seen.cri_sockets[0] : cri_socket_wanted;
  if (!socket.empty()) seen.runtime_cgroup_driver = cgroup_driver(cri, socket);
  seen.kubelet_resolv_conf = preferred_resolv_conf(system);
  seen.systemd_resolved = !seen.kubelet_resolv_conf.empty();
  seen.kubelet_version = version.get();
  return seen;
}

}  // namespace kcluster
