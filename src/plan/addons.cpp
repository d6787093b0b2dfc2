#include "plan/addons.h"

#include "base/error.h"
#include "base/net.h"
#include "plan/endpoint.h"
#include "plan/images.h"

namespace kcluster {
namespace {

constexpr unsigned kDnsIndex = 10;

std::string dns_address(const std::string& service_subnet) {
  const auto ranges = parse_cidrs(service_subnet);
  if (ranges && !ranges->empty())
    if (const auto address = nth_ip(ranges->front(), kDnsIndex)) return address->text();
  throw Error(
      "the service range \"" + service_subnet + "\" has no tenth address for the DNS service",
      "set networking.serviceSubnet to a range of 16 addresses or more, as 10.96.0.0/12",
      Exit::usage);
}

}  // namespace

CoreDnsPlan plan_coredns(const Config& c, const Surroundings& around) {
  if (c.cluster.dns.disabled) return {.wanted = false};
  return {.image = coredns_image(c.cluster),
          .dns_domain = c.cluster.networking.dns_domain,
          .address = dns_address(c.cluster.networking.service_subnet),
          .patches = around.patches};
}

ProxyPlan plan_proxy(const Config& c, const Surroundings& around) {
  if (c.cluster.proxy.disabled) return {.wanted = false};
  return {.image = kubernetes_image(c.cluster, "kube-proxy"),
          .server = control_plane_url(c),
          .config = c.proxy,
          .config_generated = !c.proxy_given,
          .env = merged_env(around.proxies, {})};
}

}  // namespace kcluster
