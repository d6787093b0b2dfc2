#include <fmt/format.h>

#include <algorithm>

#include "preflight/checks.h"

namespace kcluster {
namespace {

bool valid_label(std::string_view label) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !label.empty() && plain(label.front()) && plain(label.back()) &&
         std::all_of(label.begin(), label.end(), [&](char c) { return plain(c) || c == '-'; });
}

/// RFC 1123 subdomain, what the API takes for a node's name.
bool valid_name(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  while (true) {
    const auto dot = name.find('.');
    if (!valid_label(name.substr(0, dot))) return false;
    if (dot == name.npos) return true;
    name.remove_prefix(dot + 1);
  }
}

bool is_here(const Facts& facts, const Ip& ip) {
  return std::any_of(facts.addresses.begin(), facts.addresses.end(),
                     [&](const auto& address) { return address.up && parse_ip(address.ip) == ip; });
}

std::string all_addresses(const Facts& facts) {
  std::string out;
  for (const auto& address : facts.addresses)
    if (address.up && !address.loopback) out += (out.empty() ? "" : ", ") + address.ip;
  return out;
}

Findings judge_resolution(const CheckPlan& plan, const Look& look) {
  const auto found = look.system.resolve(plan.node_name);
  const auto entry =
      fmt::format("`echo '{} {}' >> /etc/hosts`", plan.advertise_address, plan.node_name);
  if (found.empty())
    return {
        warning("Hostname", fmt::format("the name {} does not resolve", plan.node_name), entry)};
  const auto facts = look.system.facts();
  const bool ours = std::any_of(found.begin(), found.end(), [&](const std::string& text) {
    const auto ip = parse_ip(text);
    return ip && (ip->loopback() || is_here(facts, *ip));
  });
  if (ours) return {};
  return {warning(
      "Hostname",
      fmt::format("the name {} resolves to {}, which is not this node", plan.node_name, found[0]),
      entry)};
}

}  // namespace

Findings check_hostname(const CheckPlan& plan, const Look& look) {
  if (valid_name(plan.node_name)) return judge_resolution(plan, look);
  return {
      error("Hostname", fmt::format("\"{}\" cannot be the name of a node", plan.node_name),
            "use lower-case letters, digits, - and . in nodeRegistration.name or --node-name, or "
            "`hostnamectl set-hostname NAME`")};
}

// etcd listens at this address; without a local etcd an address translated on the way works too.
Findings check_advertise_address(const CheckPlan& plan, const Look& look) {
  const auto ip = parse_ip(plan.advertise_address);
  const auto facts = look.system.facts();
  if (ip && is_here(facts, *ip)) return {};
  const auto weight = plan.etcd_data.empty() ? Finding::Weight::warning : Finding::Weight::error;
  return {finding(weight, "AdvertiseAddress",
                  fmt::format("{} is not an address of this node, which has {}",
                              plan.advertise_address.empty() ? "\"\"" : plan.advertise_address,
                              all_addresses(facts)),
                  "write one of them as localAPIEndpoint.advertiseAddress or "
                  "--apiserver-advertise-address; name a balancer with --control-plane-endpoint")};
}

}  // namespace kcluster
