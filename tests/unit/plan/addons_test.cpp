#include "plan/addons.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

namespace {

Config config() {
  Config out;
  out.cluster.kubernetes_version = "v1.36.3";
  out.init.local_api.advertise_address = "fd00::1";
  return out;
}

}  // namespace

TEST_CASE("the DNS service has the tenth address of the first service range") {
  Config c = config();
  CHECK(plan_coredns(c, {}).address == "10.96.0.10");
  c.cluster.networking.service_subnet = "fd02::/112,10.96.0.0/12";
  CHECK(plan_coredns(c, {}).address == "fd02::a");
  for (const char* bad : {"10.0.0.0/29", "nothing", ""}) {
    c.cluster.networking.service_subnet = bad;
    CHECK_THROWS_AS(plan_coredns(c, {}), Error);
  }
}

TEST_CASE("kube-proxy reaches the API at the endpoint, else at this node") {
  Config c = config();
  CHECK(plan_proxy(c, {}).server == "https://[fd00::1]:6443");
  c.cluster.control_plane_endpoint = "api.corp:9443";
  CHECK(plan_proxy(c, {}).server == "https://api.corp:9443");
}

TEST_CASE("disabled addons are not wanted") {
  Config c = config();
  c.cluster.dns.disabled = c.cluster.proxy.disabled = true;
  CHECK_FALSE(plan_coredns(c, {}).wanted);
  CHECK_FALSE(plan_proxy(c, {}).wanted);
}
