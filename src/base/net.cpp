#include "base/net.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace kcluster {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool same_prefix(const Ip& a, const Ip& b, int prefix) {
  const int whole = prefix / 8, rest = prefix % 8;
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + whole, b.bytes.begin())) return false;
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
  return rest == 0 || ((a.bytes[whole] ^ b.bytes[whole]) & mask) == 0;
}

std::optional<int> parse_prefix(std::string_view text, int limit) {
  int prefix = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), prefix);
  const bool whole = fault == std::errc{} && end == text.data() + text.size() && !text.empty();
  if (!whole || text.front() == '-' || (text.size() > 1 && text.front() == '0'))
    return std::nullopt;
  return prefix <= limit ? std::optional(prefix) : std::nullopt;
}

void clear_host_bits(Ip& ip, int prefix) {
  for (int bit = prefix; bit < ip.bits(); ++bit) ip.bytes[bit / 8] &= ~(0x80 >> bit % 8);
}

}  // namespace

std::string Ip::text() const {
  char buffer[INET6_ADDRSTRLEN] = {};
  inet_ntop(family == Family::v4 ? AF_INET : AF_INET6, bytes.data(), buffer, sizeof buffer);
  return buffer;
}

bool Ip::unspecified() const {
  return std::all_of(bytes.begin(), bytes.end(), [](auto byte) { return byte == 0; });
}

bool Ip::loopback() const {
  if (family == Family::v4) return bytes[0] == 127;
  return bytes[15] == 1 &&
         std::all_of(bytes.begin(), bytes.end() - 1, [](auto b) { return b == 0; });
}

bool Ip::global_unicast() const {
  if (unspecified() || loopback()) return false;
  if (family == Family::v6) {
    const bool link_local = bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
    return bytes[0] != 0xff && !link_local;
  }
  const bool broadcast =
      std::all_of(bytes.begin(), bytes.begin() + 4, [](auto b) { return b == 255; });
  const bool link_local = bytes[0] == 169 && bytes[1] == 254;
  return !broadcast && !link_local && (bytes[0] & 0xf0) != 0xe0;
}

std::string Cidr::text() const { return network.text() + "/" + std::to_string(prefix); }

bool Cidr::contains(const Ip& ip) const {
  return ip.family == network.family && same_prefix(network, ip, prefix);
}

bool Cidr::overlaps(const Cidr& other) const {
  return network.family == other.network.family &&
         same_prefix(network, other.network, std::min(prefix, other.prefix));
}

std::optional<Ip> parse_ip(std::string_view text) {
  const std::string copy(text);  // inet_pton wants a terminated string
  if (copy.find('\0') != copy.npos) return std::nullopt;
  Ip ip;
  if (inet_pton(AF_INET, copy.c_str(), ip.bytes.data()) == 1) return ip;
  if (inet_pton(AF_INET6, copy.c_str(), ip.bytes.data()) != 1) return std::nullopt;
  ip.family = Ip::Family::v6;
  if (!std::equal(kMapped.begin(), kMapped.end(), ip.bytes.begin())) return ip;
  Ip mapped;
  std::copy(ip.bytes.begin() + 12, ip.bytes.end(), mapped.bytes.begin());
  return mapped;
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  auto ip = parse_ip(text.substr(0, slash));
  if (!ip) return std::nullopt;
  const auto prefix = parse_prefix(text.substr(slash + 1), ip->bits());
  if (!prefix) return std::nullopt;
  clear_host_bits(*ip, *prefix);
  return Cidr{*ip, *prefix};
}

std::optional<std::vector<Cidr>> parse_cidrs(std::string_view text) {
  std::vector<Cidr> cidrs;
  if (text.empty()) return cidrs;
  for (const auto& part : split(text, ',')) {
    const auto cidr = parse_cidr(part);
    if (!cidr) return std::nullopt;
    cidrs.push_back(*cidr);
  }
  return cidrs;
}

std::optional<Ip> nth_ip(const Cidr& cidr, std::uint64_t n) {
  if (cidr.host_bits() < 64 && n >> cidr.host_bits() != 0) return std::nullopt;
  Ip ip = cidr.network;
  for (int byte = ip.bits() / 8 - 1; byte >= 0 && n != 0; --byte) {
    n += ip.bytes[byte];
    ip.bytes[byte] = static_cast<std::uint8_t>(n);
    n >>= 8;
  }
  return ip;
}

std::string nth_address(const Cidr& cidr, std::uint64_t n) {
  const auto ip = nth_ip(cidr, n);
  return ip ? ip->text() : "";
}

}  // namespace kcluster
