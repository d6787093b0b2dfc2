#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/net.h"
#include "base/text.h"
#include "config/duration.h"
#include "config/rules.h"
#include "config/syntax.h"

// What init, join, reset and upgrade say of their node alike.
namespace kcluster::rules {
namespace {

constexpr std::array<std::string_view, 3> kPullPolicies{"Always", "IfNotPresent", "Never"};
constexpr std::array<std::string_view, 3> kEffects{"NoSchedule", "PreferNoSchedule", "NoExecute"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& known, std::string_view value) {
  return std::find(known.begin(), known.end(), value) != known.end();
}

void taints(const std::vector<Taint>& list, Found& found) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto path = indexed("nodeRegistration.taints", i);
    if (!is_qualified_name(list[i].key))
      found.error(path + ".key", fmt::format("\"{}\" is no label key", list[i].key),
                  "expected a name such as example.com/dedicated");
    if (!among(kEffects, list[i].effect))
      found.error(path + ".effect", fmt::format("unknown effect \"{}\"", list[i].effect),
                  fmt::format("expected one of {}", fmt::join(kEffects, ", ")));
  }
}

}  // namespace

void socket(const std::string& value, const std::string& where, Found& found) {
  const std::string_view scheme = "unix://";
  const bool prefixed = value.rfind(scheme, 0) == 0;
  const auto path = std::string_view(value).substr(prefixed ? scheme.size() : 0);
  if (path.substr(0, 1) == "/" || value.empty()) return;
  found.error(where, fmt::format("\"{}\" is no unix socket", value),
              "write it as unix:///run/containerd/containerd.sock");
}

void ignored_errors(const std::vector<std::string>& names, const std::string& path, Found& found) {
  const auto is_all = [](const std::string& name) { return lower(name) == "all"; };
  const bool all = std::any_of(names.begin(), names.end(), is_all);
  if (all && !std::all_of(names.begin(), names.end(), is_all))
    found.error(path, "\"all\" stands beside single checks", "name only all, or only the checks");
}

void pull_policy(const std::string& policy, const std::string& path, Found& found) {
  if (among(kPullPolicies, policy)) return;
  found.error(path, fmt::format("unknown policy \"{}\"", policy),
              fmt::format("expected one of {}", fmt::join(kPullPolicies, ", ")));
}

void node(const NodeRegistration& node, Found& found) {
  if (!node.name.empty() && !is_dns_subdomain(lower(trim(node.name))))
    found.error("nodeRegistration.name", fmt::format("\"{}\" is no node name", node.name),
                "expected letters, digits, '-' and '.', as in a host name");
  socket(node.cri_socket, "nodeRegistration.criSocket", found);
  if (node.taints) taints(*node.taints, found);
  arguments(node.kubelet_extra_args, "nodeRegistration.kubeletExtraArgs", found);
  ignored_errors(node.ignore_preflight_errors, "nodeRegistration.ignorePreflightErrors", found);
  pull_policy(node.image_pull_policy, "nodeRegistration.imagePullPolicy", found);
}

void address(const ApiEndpoint& api, const std::string& path, Found& found) {
  if (api.bind_port < 1 || api.bind_port > 65535)
    found.error(path + ".bindPort", fmt::format("{} is no port", api.bind_port),
                "expected 1 to 65535");
  if (api.advertise_address.empty()) return;
  const auto ip = parse_ip(api.advertise_address);
  if (!ip)
    return found.error(path + ".advertiseAddress",
                       fmt::format("\"{}\" is no IP address", api.advertise_address),
                       "expected an address of this node, such as 192.168.1.20");
  if (!ip->global_unicast() && !ip->loopback() && !ip->unspecified())
    found.error(path + ".advertiseAddress",
                fmt::format("{} cannot be reached by other nodes", api.advertise_address),
                "expected an address of this node, neither multicast nor link-local");
}

void certificate_key(const std::shared_ptr<const Secret>& key, const std::string& path,
                     Found& found) {
  if (!key) return;
  const auto& text = key->reveal();
  const bool digits = text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
  if (text.size() != 64 || !digits)
    found.error(path, "is no certificate key: expected 64 hexadecimal digits",
                "init makes one and prints it with --upload-certs");
}

void timeouts(const Timeouts& limits, Found& found) {
  const std::pair<const char*, Duration> rows[] = {
      {"controlPlaneComponentHealthCheck", limits.control_plane_component_health_check},
      {"kubeletHealthCheck", limits.kubelet_health_check},
      {"kubernetesAPICall", limits.kubernetes_api_call},
      {"etcdAPICall", limits.etcd_api_call},
      {"tlsBootstrap", limits.tls_bootstrap},
      {"discovery", limits.discovery},
      {"upgradeManifests", limits.upgrade_manifests}};
  for (const auto& [name, limit] : rows)
    if (limit <= Duration::zero())
      found.error(std::string("timeouts.") + name,
                  fmt::format("{} leaves no time", duration_text(limit)), "expected more than 0s");
}

}  // namespace kcluster::rules
