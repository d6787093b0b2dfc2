#include "phases/serving_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "etcd/refusal_text.h"
#include "kubernetes/names.h"
#include "pki/request.h"

namespace kcluster {
namespace {

constexpr std::string_view kUser = "system:node:";
constexpr const char *kSign = "digital signature", *kServe = "server auth",
                     *kEncipher = "key encipherment";

using Fault = std::optional<std::string>;

std::set<std::string> strings_in(const Json& root, const std::string& pointer) {
  std::set<std::string> all;
  for (const auto& each : list_in(root, pointer))
    all.insert(each.is_string() ? each.get<std::string>() : each.dump());
  return all;
}

/// What a Node object says of itself; the node's kubelet writes it.
struct Addresses {
  std::set<std::string> dns;  ///< lower case
  std::set<Ip> ips;
};

Addresses addresses_of(const std::string& name, const Json& node) {
  Addresses all{{lower(name)}, {}};
  for (const auto& each : list_in(node, "/status/addresses")) {
    const auto type = string_in(each, "/type"), address = string_in(each, "/address");
    if (const auto ip = parse_ip(address))
      all.ips.insert(*ip);
    else if (type == "Hostname" || type == "InternalDNS" || type == "ExternalDNS")
      all.dns.insert(lower(address));
  }
  return all;
}

Fault usage_fault(const Json& request) {
  const auto usages = strings_in(request, "/spec/usages");
  for (const auto& usage : usages)
    if (usage != kSign && usage != kServe && usage != kEncipher)
      return fmt::format("it asks for the usage \"{}\"", tame(usage));
  if (!usages.contains(kSign) || !usages.contains(kServe))
    return "it does not ask for the usages of a server";
  return std::nullopt;
}

Fault requestor_fault(const Json& request, const std::string& node, const NodeObjects& nodes) {
  if (string_in(request, "/spec/signerName") != kubelet_serving)
    return "it is for another signer than " + std::string(kubelet_serving);
  if (node.empty() || !strings_in(request, "/spec/groups").contains(names::nodes))
    return fmt::format("no node made it, but \"{}\"", tame(string_in(request, "/spec/username")));
  if (!nodes.contains(node)) return fmt::format("the cluster has no node {}", tame(node));
  return std::nullopt;
}

/// The rest of one name, in which its node may be trusted no further.
struct Judge {
  const std::string& node;
  const NodeObjects& nodes;
  const ApiNames& api_server;
  Addresses own = addresses_of(node, nodes.at(node));
  bool control_plane = value_in(nodes.at(node), "/metadata/labels").contains(
      names::control_plane_label);

  /// Who else has it: that node's name, "" when nobody.
  template <class Has>
  std::string other(const Has& has) const {
    for (const auto& [name, object] : nodes)
      if (name != node && has(addresses_of(name, object))) return name;
    return {};
  }

  Fault dns(const std::string& asked) const {
    const auto name = lower(asked);
    const auto shown = tame(asked);
    if (!own.dns.contains(name))
      return fmt::format("it asks for {}, which is no name of node {}", shown, node);
    const auto& reserved = api_server.dns;
    if (!control_plane && std::find(reserved.begin(), reserved.end(), name) != reserved.end())
      return fmt::format("it asks for {}, which is the API server's", shown);
    const auto owner = other([&](const Addresses& all) { return all.dns.contains(name); });
    if (!owner.empty()) return fmt::format("it asks for {}, which node {} has", shown, owner);
    return std::nullopt;
  }

  Fault address(const std::string& asked) const {
    const auto ip = parse_ip(asked);
    if (!ip || !own.ips.contains(*ip))
      return fmt::format("it asks for {}, which is no address of node {}", asked, node);
    if (!ip->global_unicast()) return fmt::format("it asks for {}, which any node has", asked);
    const auto& ranges = api_server.ranges;
    if (!control_plane && std::any_of(ranges.begin(), ranges.end(),
                                      [&](const Cidr& range) { return range.contains(*ip); }))
      return fmt::format("it asks for {}, which is the API server's or a Service's", asked);
    const auto owner = other([&](const Addresses& all) { return all.ips.contains(*ip); });
    if (!owner.empty()) return fmt::format("it asks for {}, which node {} has", asked, owner);
    return std::nullopt;
  }
};

Fault names_fault(const Sans& sans, const Judge& judge) {
  if (sans.empty()) return "it asks for no name or address";
  for (const auto& name : sans.dns)
    if (auto fault = judge.dns(name)) return fault;
  for (const auto& ip : sans.ips)
    if (auto fault = judge.address(ip)) return fault;
  return std::nullopt;
}

}  // namespace

std::string requesting_node(const Json& request) {
  const auto user = string_in(request, "/spec/username");
  return user.starts_with(kUser) ? user.substr(kUser.size()) : "";
}

Fault serving_fault(const Json& request, const NodeObjects& nodes, const ApiNames& api_server) {
  const auto node = requesting_node(request);
  if (auto fault = requestor_fault(request, node, nodes)) return fault;
  if (auto fault = usage_fault(request)) return fault;
  const auto pem = unbase64(string_in(request, "/spec/request"));
  if (!pem) return "it is not base64";
  const auto asked = attempt([&] { return read_request(*pem); });
  if (!asked) return tame(asked.why);
  const CertificateSubject right{std::string(kUser) + node, {names::nodes}};
  if (!(asked->subject == right))
    return fmt::format("its subject is not {} in {}", right.common_name, names::nodes);
  return names_fault(asked->sans, {node, nodes, api_server});
}

}  // namespace kcluster
