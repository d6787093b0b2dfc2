#include "manifest/cni.h"

namespace kcluster {
namespace {

Json host_local(const std::vector<Cidr>& ranges) {
  auto subnets = Json::array(), routes = Json::array();
  for (const auto& range : ranges) {
    const bool v4 = range.network.family == Ip::Family::v4;
    subnets.push_back(Json::array({{{"subnet", range.text()}}}));
    routes.push_back({{"dst", v4 ? "0.0.0.0/0" : "::/0"}});
  }
  return {{"type", "host-local"}, {"ranges", subnets}, {"routes", routes}};
}

}  // namespace

Json cni_config(const std::vector<Cidr>& ranges) {
  Json bridge = {{"type", "bridge"},  {"bridge", kBridgeInterface},
                 {"isGateway", true}, {"forceAddress", true},
                 {"ipMasq", false},   {"hairpinMode", true}};
  bridge["ipam"] = host_local(ranges);
  const Json portmap = {{"type", "portmap"}, {"capabilities", {{"portMappings", true}}}};
  return {
      {"cniVersion", "1.0.0"}, {"name", "kcluster"}, {"plugins", Json::array({bridge, portmap})}};
}

}  // namespace kcluster
