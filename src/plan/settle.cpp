#include "plan/settle.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/net.h"
#include "base/text.h"
#include "config/syntax.h"
#include "kubernetes/names.h"
#include "kubernetes/versions.h"
#include "plan/components.h"

namespace kcluster {
namespace {

[[noreturn]] void unknown(const std::string& what, const std::string& remedy) {
  throw Error(what, remedy, Exit::usage);
}

void settle_name(NodeRegistration& node, const Seen& seen) {
  node.name = lower(trim(node.name.empty() ? seen.hostname : node.name));
  if (!is_dns_subdomain(node.name))
    unknown(fmt::format("the host name \"{}\" is no node name", node.name),
            "set nodeRegistration.name or --node-name to letters, digits, '-' and '.'");
}

std::string detected_socket(const Seen& seen) {
  if (seen.cri_sockets.empty())
    unknown(
        "no container runtime's socket was found on this node",
        "install and start containerd, CRI-O or cri-dockerd, or set nodeRegistration.criSocket");
  if (seen.cri_sockets.size() > 1)
    unknown(fmt::format("several container runtimes were found: {}", join(seen.cri_sockets, ", ")),
            "choose one with nodeRegistration.criSocket or --cri-socket");
  return seen.cri_sockets.front();
}

void settle_endpoint(std::string& endpoint, unsigned bind_port) {
  if (endpoint.empty()) return;
  auto parts = parse_host_port(endpoint);
  if (!parts)
    unknown(fmt::format("controlPlaneEndpoint \"{}\" is no endpoint", endpoint),
            "write host or host:port");
  if (parts->port.empty()) parts->port = std::to_string(bind_port);
  endpoint = parts->text();
}

void settle_components(Config& config, const Seen& seen) {
  config.kubelet = complete_kubelet(config);
  config.proxy = complete_proxy(config);
  const std::string& resolver = seen.kubelet_resolv_conf;
  if (!resolver.empty() && !config.kubelet.contains("resolvConf"))
    config.kubelet["resolvConf"] = resolver;
}

}  // namespace

void settle_version(ClusterConfiguration& cluster, const Seen& seen) {
  const auto& text = cluster.kubernetes_version;
  if (text.empty() && !seen.kubelet_version)
    unknown("neither a Kubernetes version nor an installed kubelet was found",
            "set kubernetesVersion or --kubernetes-version, or install the kubelet");
  const std::string wanted = text.empty() ? *seen.kubelet_version : text;
  const auto version = Version::parse(wanted);
  const auto minors = known_minors();
  if (!version || find_minor(*version) == nullptr)
    unknown(fmt::format("Kubernetes {} is not supported", wanted),
            fmt::format("set kubernetesVersion to one of v1.{} to v1.{}", minors.front().minor,
                        minors.back().minor));
  cluster.kubernetes_version = version->text();
}

void settle_socket(NodeRegistration& node, const Seen& seen) {
  if (node.cri_socket.empty()) node.cri_socket = detected_socket(seen);
  if (node.cri_socket.front() == '/') node.cri_socket.insert(0, "unix://");
}

void settle_node(NodeRegistration& node, const Seen& seen) {
  settle_name(node, seen);
  settle_socket(node, seen);
  if (!node.taints) node.taints = {{names::control_plane_label, "", "NoSchedule"}};
}

/// A loopback address asks for an address that lies on the loopback interface; it is not told apart
/// here from the others, so the first that other nodes can reach is taken, as with none at all.
void settle_address(ApiEndpoint& api, const Seen& seen) {
  const auto given = parse_ip(api.advertise_address);
  const bool choose = !given || given->unspecified() || given->loopback();
  const auto& text = choose ? seen.default_address : api.advertise_address;
  const auto ip = parse_ip(text);
  if (!ip)
    unknown("this node has no default route, so no address to advertise",
            "set localAPIEndpoint.advertiseAddress or --apiserver-advertise-address");
  if (!ip->global_unicast())
    unknown(fmt::format("{} cannot be reached by other nodes", text),
            "set localAPIEndpoint.advertiseAddress to an address that can");
  api.advertise_address = ip->text();
}

Config settle(Config wanted, const Seen& seen) {
  auto& init = wanted.init;
  auto& cluster = wanted.cluster;
  settle_node(init.node, seen);
  settle_address(init.local_api, seen);
  settle_version(cluster, seen);
  settle_endpoint(cluster.control_plane_endpoint, init.local_api.bind_port);
  for (auto& name : cluster.api_server.cert_sans) name = lower(name);
  settle_components(wanted, seen);
  return wanted;
}

}  // namespace kcluster
