#include "plan/reconfigure_endpoint.h"

#include "base/error.h"
#include "config/syntax.h"
#include "kubernetes/paths.h"
#include "kubernetes/ports.h"

namespace kcluster {
namespace {

std::string key_beside(const std::string& certificate) {
  return certificate.substr(0, certificate.rfind('.')) + ".key";
}

}  // namespace

EndpointPlan plan_endpoint(const std::string& wanted, const SeenEndpointNode& node) {
  const auto parsed = parse_host_port(wanted);
  if (!parsed)
    throw Error("\"" + wanted + "\" is no endpoint",
                "expected HOST:PORT, the host an address or a DNS name in lower case", Exit::usage);
  EndpointPlan plan;
  plan.host = parsed->host;
  auto whole = *parsed;
  if (whole.port.empty()) whole.port = std::to_string(ports::apiserver);
  plan.endpoint = whole.text();
  plan.url = "https://" + plan.endpoint;
  plan.node = node;
  plan.authority_key = node.authority.empty() ? "" : key_beside(node.authority);
  plan.api = {paths::admin_conf, paths::super_admin_conf, node.local_url};
  return plan;
}

}  // namespace kcluster
