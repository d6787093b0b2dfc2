#include "host/routes.h"

#include <bit>
#include <charconv>
#include <optional>
#include <sstream>

#include "base/text.h"

namespace kcluster {
namespace {

constexpr std::string_view kV4 = "/proc/net/route", kV6 = "/proc/net/ipv6_route";

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

std::optional<unsigned> hex_number(std::string_view text) {
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The kernel writes IPv4 as one number of the machine's byte order, IPv6 as plain bytes.
std::optional<Ip> hex_ip(std::string_view text, Ip::Family family) {
  const std::size_t size = family == Ip::Family::v4 ? 4 : 16;
  if (text.size() != size * 2) return std::nullopt;
  Ip ip{family, {}};
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = hex_number(text.substr(i * 2, 2));
    if (!byte) return std::nullopt;
    const bool reversed = family == Ip::Family::v4 && std::endian::native == std::endian::little;
    ip.bytes[reversed ? size - 1 - i : i] = static_cast<std::uint8_t>(*byte);
  }
  return ip;
}

int ones(const Ip& mask) {
  int count = 0;
  for (const auto byte : mask.bytes) count += std::popcount(byte);
  return count;
}

std::optional<Route> v4_route(const std::vector<std::string>& fields) {
  if (fields.size() < 8) return std::nullopt;
  const auto destination = hex_ip(fields[1], Ip::Family::v4);
  const auto gateway = hex_ip(fields[2], Ip::Family::v4);
  const auto mask = hex_ip(fields[7], Ip::Family::v4);
  if (!destination || !gateway || !mask) return std::nullopt;
  return Route{{*destination, ones(*mask)}, fields[0], *gateway};
}

std::optional<Route> v6_route(const std::vector<std::string>& fields) {
  if (fields.size() < 10) return std::nullopt;
  const auto destination = hex_ip(fields[0], Ip::Family::v6);
  const auto gateway = hex_ip(fields[4], Ip::Family::v6);
  const auto prefix = hex_number(fields[1]);
  if (!destination || !gateway || !prefix || *prefix > 128) return std::nullopt;
  return Route{{*destination, static_cast<int>(*prefix)}, fields[9], *gateway};
}

using Parse = std::optional<Route> (*)(const std::vector<std::string>&);

void add_routes(const std::optional<std::string>& file, Parse parse, std::vector<Route>& routes) {
  for (const auto& line : split(file.value_or(""), '\n'))
    if (auto route = parse(words(line))) routes.push_back(std::move(*route));
}

}  // namespace

std::vector<Route> read_routes(const Files& files) {
  std::vector<Route> routes;
  add_routes(files.read(kV4), v4_route, routes);
  add_routes(files.read(kV6), v6_route, routes);
  return routes;
}

}  // namespace kcluster
