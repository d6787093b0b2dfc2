#include "pki/subject.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/net.h"
#include "base/text.h"

namespace kcluster {
namespace {

constexpr std::array<std::pair<std::string_view, Algorithm>, 5> algorithms = {{
    {"RSA-2048", Algorithm::rsa_2048},
    {"RSA-3072", Algorithm::rsa_3072},
    {"RSA-4096", Algorithm::rsa_4096},
    {"ECDSA-P256", Algorithm::ecdsa_p256},
    {"ECDSA-P384", Algorithm::ecdsa_p384},
}};

std::string canonical_ip(const std::string& text) {
  const auto ip = parse_ip(text);
  if (!ip) throw Error("\"" + text + "\" is no IP address that a certificate could hold");
  return ip->text();
}

bool covers(const std::string& have, const std::string& wanted) {
  const auto left = lower(have), right = lower(wanted);
  if (left == right) return true;
  const auto dot = right.find('.');
  return left.starts_with("*.") && dot != right.npos && dot > 0 &&
         left.substr(1) == right.substr(dot);
}

}  // namespace

std::optional<Algorithm> parse_algorithm(std::string_view name) {
  for (const auto& [known, algorithm] : algorithms)
    if (known == name) return algorithm;
  return std::nullopt;
}

Sans tidy(const Sans& sans) {
  Sans out{sans.dns, {}};
  std::sort(out.dns.begin(), out.dns.end());
  out.dns.erase(std::unique(out.dns.begin(), out.dns.end()), out.dns.end());
  for (const auto& text : sans.ips) {
    auto ip = canonical_ip(text);
    if (std::find(out.ips.begin(), out.ips.end(), ip) == out.ips.end())
      out.ips.push_back(std::move(ip));
  }
  return out;
}

std::vector<std::string> missing_sans(const Sans& have, const Sans& wanted) {
  std::vector<std::string> missing;
  for (const auto& name : wanted.dns)
    if (std::none_of(have.dns.begin(), have.dns.end(),
                     [&](auto& one) { return covers(one, name); }))
      missing.push_back(name);
  const auto held = tidy({{}, have.ips}).ips;
  for (const auto& ip : tidy({{}, wanted.ips}).ips)
    if (std::find(held.begin(), held.end(), ip) == held.end()) missing.push_back(ip);
  return missing;
}

}  // namespace kcluster
