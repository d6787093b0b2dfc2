#include "plan/endpoint.h"

#include "base/error.h"
#include "base/net.h"
#include "plan/static_pod.h"

namespace kcluster {
namespace {

/// The port behind the host, "" when there is none.
std::string_view endpoint_port(std::string_view endpoint) {
  const auto colon = endpoint.rfind(':');
  if (colon == endpoint.npos || parse_ip(endpoint) || endpoint.back() == ']') return {};
  return endpoint.substr(colon + 1);
}

}  // namespace

std::string endpoint_host(std::string_view endpoint) {
  if (parse_ip(endpoint)) return std::string(endpoint);
  if (endpoint.starts_with('[')) return std::string(endpoint.substr(1, endpoint.find(']') - 1));
  return std::string(endpoint.substr(0, endpoint.rfind(':')));
}

std::string control_plane_url(const Config& settled) {
  const auto& endpoint = settled.cluster.control_plane_endpoint;
  if (endpoint.empty()) return local_api_url(settled);
  const auto host = endpoint_host(endpoint);
  const auto port = endpoint_port(endpoint);
  const bool v6 = host.find(':') != host.npos;
  if (port.empty()) return "https://" + host_port(host, settled.init.local_api.bind_port);
  return "https://" + (v6 ? "[" + host + "]" : host) + ":" + std::string(port);
}

std::string local_api_url(const Config& settled) {
  const auto& api = settled.init.local_api;
  const auto ip = parse_ip(api.advertise_address);
  if (!ip)
    throw Error("localAPIEndpoint.advertiseAddress \"" + api.advertise_address + "\" is no address",
                "give this node's IP address there", Exit::usage);
  return "https://" + host_port(ip->text(), api.bind_port);
}

}  // namespace kcluster
