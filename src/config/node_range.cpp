#include "config/node_range.h"

#include <charconv>

#include "config/rules.h"

namespace kcluster {

std::optional<int> node_mask(const ClusterConfiguration& cluster, Ip::Family family) {
  const bool v4 = family == Ip::Family::v4;
  const auto name = v4 ? "node-cidr-mask-size-ipv4" : "node-cidr-mask-size-ipv6";
  const auto text = rules::last(cluster.controller_manager.extra_args, name);
  if (!text || text->empty()) return v4 ? 24 : 64;
  int mask = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), mask);
  const bool whole = fault == std::errc{} && end == text->data() + text->size();
  return whole ? std::optional(mask) : std::nullopt;
}

std::vector<std::string> first_node_ranges(const ClusterConfiguration& cluster) {
  std::vector<std::string> ranges;
  for (auto& cidr : parse_cidrs(cluster.networking.pod_subnet).value_or(std::vector<Cidr>{}))
    if (const auto mask = node_mask(cluster, cidr.network.family))
      ranges.push_back(Cidr{cidr.network, *mask}.text());
  return ranges;
}

}  // namespace kcluster
