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

namespace {

template <class Choose>
std::vector<std::string> node_ranges(const ClusterConfiguration& cluster, Choose choose) {
  std::vector<std::string> ranges;
  for (auto& cidr : parse_cidrs(cluster.networking.pod_subnet).value_or(std::vector<Cidr>{}))
    if (const auto mask = node_mask(cluster, cidr.network.family))
      ranges.push_back(Cidr{choose(cidr, *mask), *mask}.text());
  return ranges;
}

Ip last_part(const Cidr& cidr, int mask) {
  Ip part = cidr.network;
  for (int bit = cidr.prefix; bit < mask; ++bit)
    part.bytes[static_cast<std::size_t>(bit / 8)] |= static_cast<std::uint8_t>(0x80 >> bit % 8);
  return part;
}

}  // namespace

std::vector<std::string> first_node_ranges(const ClusterConfiguration& cluster) {
  return node_ranges(cluster, [](const Cidr& cidr, int) { return cidr.network; });
}

std::vector<std::string> last_node_ranges(const ClusterConfiguration& cluster) {
  return node_ranges(cluster, last_part);
}

}  // namespace kcluster
