#include <fmt/format.h>

#include <optional>

#include "base/net.h"
#include "config/node_range.h"
#include "config/rules.h"
#include "config/syntax.h"

namespace kcluster::rules {
namespace {

constexpr int kServiceBits = 20;   // the API server keeps a bitmap of this many addresses
constexpr int kNodeMaskBits = 16;  // so does the allocator of node ranges (k/k#44918)
constexpr unsigned kServiceAddresses = 10, kPodAddresses = 14;  // kubeadm's least

/// The ranges behind a text; nullopt when it has a fault, which is then noted.
std::optional<std::vector<Cidr>> ranges(const std::string& text, const std::string& path,
                                        unsigned least, Found& found) {
  const auto cidrs = parse_cidrs(text);
  if (!cidrs) {
    found.error(path, fmt::format("\"{}\" is no range", text),
                "expected one or two such as 10.96.0.0/12,fd00:96::/108");
    return std::nullopt;
  }
  const bool pair =
      cidrs->size() == 2 && cidrs->front().network.family != cidrs->back().network.family;
  if (cidrs->size() > 1 && !pair)
    found.error(path, fmt::format("\"{}\" is not one range of each family", text),
                "expected one range, or one of IPv4 and one of IPv6");
  for (const auto& cidr : *cidrs)
    if (cidr.host_bits() < 32 && (1ull << cidr.host_bits()) < least)
      found.error(path, fmt::format("{} is too small", cidr.text()),
                  fmt::format("expected room for {} addresses at least", least));
  return cidrs;
}

void services(const std::vector<Cidr>& cidrs, Found& found) {
  for (const auto& cidr : cidrs)
    if (cidr.host_bits() > kServiceBits)
      found.error(
          "networking.serviceSubnet", fmt::format("{} is too large", cidr.text()),
          fmt::format("expected a mask of /{} or longer", cidr.network.bits() - kServiceBits));
}

void pods(const ClusterConfiguration& cluster, const std::vector<Cidr>& cidrs, Found& found) {
  if (last(cluster.controller_manager.extra_args, "allocate-node-cidrs") == "false") return;
  for (const auto& cidr : cidrs) {
    const auto mask = node_mask(cluster, cidr.network.family);
    if (!mask)
      found.error("controllerManager.extraArgs", "the node's mask size is no number");
    else if (cidr.prefix > *mask)
      found.error("networking.podSubnet",
                  fmt::format("{} is smaller than one node's range, a /{}", cidr.text(), *mask),
                  fmt::format("expected /{} or shorter, or a longer node-cidr-mask-size", *mask));
    else if (*mask - cidr.prefix > kNodeMaskBits)
      found.error("networking.podSubnet",
                  fmt::format("{} is too large for node ranges of /{}", cidr.text(), *mask),
                  fmt::format("expected /{} or longer, or a shorter node-cidr-mask-size",
                              *mask - kNodeMaskBits));
  }
}

}  // namespace

std::optional<std::string> last(const std::vector<Arg>& args, std::string_view name) {
  std::optional<std::string> value;
  for (const auto& arg : args)
    if (arg.name == name) value = arg.value;
  return value;
}

void networking(const ClusterConfiguration& cluster, Found& found) {
  const auto& networking = cluster.networking;
  if (!is_dns_subdomain(networking.dns_domain))
    found.error("networking.dnsDomain", fmt::format("\"{}\" is no DNS name", networking.dns_domain),
                "expected labels of a-z, 0-9 and '-', such as cluster.local");
  const auto service_ranges =
      ranges(networking.service_subnet, "networking.serviceSubnet", kServiceAddresses, found);
  const auto pod_ranges =
      ranges(networking.pod_subnet, "networking.podSubnet", kPodAddresses, found);
  if (service_ranges) services(*service_ranges, found);
  if (pod_ranges) pods(cluster, *pod_ranges, found);
  if (!service_ranges || !pod_ranges) return;
  for (const auto& pod : *pod_ranges)
    for (const auto& service : *service_ranges)
      if (pod.overlaps(service))
        found.error("networking.podSubnet",
                    fmt::format("{} overlaps the service range {}", pod.text(), service.text()),
                    "choose ranges that share no address, such as 10.244.0.0/16");
}

}  // namespace kcluster::rules
