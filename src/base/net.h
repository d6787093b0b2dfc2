#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kcluster {

/// An IPv4 or IPv6 address in network byte order; of an IPv4 address the first four bytes count.
struct Ip {
  enum class Family { v4, v6 };
  Family family = Family::v4;
  std::array<std::uint8_t, 16> bytes{};

  int bits() const { return family == Family::v4 ? 32 : 128; }
  std::string text() const;     ///< canonical: "10.0.0.1", "fd00::1"
  bool unspecified() const;     ///< 0.0.0.0, ::
  bool loopback() const;        ///< 127.0.0.0/8, ::1
  bool global_unicast() const;  ///< as Go's net.IP.IsGlobalUnicast: private addresses count
  auto operator<=>(const Ip& other) const = default;
};

/// A network: the address with its host bits cleared, and the length of its prefix in bits.
struct Cidr {
  Ip network;
  int prefix = 0;

  int host_bits() const { return network.bits() - prefix; }
  std::string text() const;  ///< "10.96.0.0/12"
  bool contains(const Ip& ip) const;
  bool overlaps(const Cidr& other) const;
  auto operator<=>(const Cidr& other) const = default;
};

/// Strict, as Go's netutils.ParseIPSloppy without its sloppiness: no leading zeros, no zone. An
/// IPv4-mapped IPv6 address is the IPv4 address, as in Go.
std::optional<Ip> parse_ip(std::string_view text);
/// "10.96.0.7/12": host bits are allowed and cleared.
std::optional<Cidr> parse_cidr(std::string_view text);
/// One or more CIDRs, comma separated; nullopt when any of them is none. Empty text: no CIDRs.
std::optional<std::vector<Cidr>> parse_cidrs(std::string_view text);

/// The network's address plus n: 1 is the API service, 10 is the cluster's DNS. nullopt when the
/// network has no such address.
std::optional<Ip> nth_ip(const Cidr& cidr, std::uint64_t n);
/// The same as text, "" when the network has no such address.
std::string nth_address(const Cidr& cidr, std::uint64_t n);

}  // namespace kcluster
