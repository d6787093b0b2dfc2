#include "plan/api_names.h"

#include "base/text.h"
#include "plan/endpoint.h"

namespace kcluster {
namespace {

void add(const std::string& name, ApiNames& names) {
  if (name.empty()) return;
  if (const auto ip = parse_ip(name))
    names.ranges.push_back({*ip, ip->bits()});
  else
    names.dns.push_back(lower(name));
}

}  // namespace

ApiNames plan_api_names(const ClusterConfiguration& cluster) {
  const std::string service = "kubernetes.default.svc";
  ApiNames names{{"localhost", "kubernetes", "kubernetes.default", service,
                  lower(service + "." + cluster.networking.dns_domain)},
                 parse_cidrs(cluster.networking.service_subnet).value_or(std::vector<Cidr>{})};
  add(endpoint_host(cluster.control_plane_endpoint), names);
  for (const auto& name : cluster.api_server.cert_sans) add(name, names);
  return names;
}

}  // namespace kcluster
