#include "plan/api_names.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace kcluster;

namespace {

bool reserved(const ApiNames& names, const std::string& ip) {
  return std::any_of(names.ranges.begin(), names.ranges.end(),
                     [&](const Cidr& range) { return range.contains(*parse_ip(ip)); });
}

bool named(const ApiNames& names, const std::string& name) {
  return std::find(names.dns.begin(), names.dns.end(), name) != names.dns.end();
}

}  // namespace

TEST_CASE("what clients take for the API server is in its Service, endpoint and further names") {
  ClusterConfiguration cluster;
  cluster.control_plane_endpoint = "192.168.1.1:6443";
  cluster.api_server.cert_sans = {"K8s.Example.com", "fd00::1"};
  const auto names = plan_api_names(cluster);
  for (const auto* name : {"localhost", "kubernetes", "kubernetes.default.svc.cluster.local",
                           "k8s.example.com"})
    CHECK(named(names, name));
  for (const auto* ip : {"10.96.0.1", "10.111.255.254", "192.168.1.1", "fd00::1"})
    CHECK(reserved(names, ip));
  for (const auto* ip : {"192.168.1.2", "fd00::2"}) CHECK_FALSE(reserved(names, ip));
}

TEST_CASE("an endpoint by name is reserved by name") {
  ClusterConfiguration cluster;
  cluster.control_plane_endpoint = "API.example.com:6443";
  CHECK(named(plan_api_names(cluster), "api.example.com"));
}
