#include "plan/preflight.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

namespace {

CheckPlan planned(const Config& config) { return plan_checks(config, {}, Beginning::fresh); }

std::vector<unsigned> ports(const Config& config) {
  std::vector<unsigned> out;
  for (const auto& need : planned(config).ports) out.push_back(need.port);
  return out;
}

}  // namespace

TEST_CASE("all ports of a control plane are wanted free") {
  CHECK(ports({}) == std::vector<unsigned>{6443, 10259, 10257, 10250, 10248, 2379, 2380, 2381});
}

TEST_CASE("ports follow the configuration, the last of equal flags counts") {
  Config config;
  config.init.local_api.bind_port = 443;
  config.cluster.scheduler.extra_args = {{"secure-port", "1"}, {"secure-port", "20259"}};
  config.kubelet = {{"port", 20250}, {"healthzPort", 20248}};
  config.init.node.kubelet_extra_args = {{"port", "30250"}};
  config.cluster.external_etcd = ExternalEtcd{};
  CHECK(ports(config) == std::vector<unsigned>{443, 20259, 10257, 30250, 20248});
}

TEST_CASE("a port that is no number is left to validation") {
  Config config;
  config.kubelet = {{"port", "many"}};
  CHECK(ports(config) == ports({}));
}

TEST_CASE("the endpoint's host is found in each of its forms") {
  for (const auto& [endpoint, host] :
       std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                        {"api.example.org:6443", "api.example.org"},
                                                        {"10.0.0.1:6443", "10.0.0.1"},
                                                        {"[fd00::1]:6443", "fd00::1"},
                                                        {"fd00::1", "fd00::1"},
                                                        {"api.example.org", "api.example.org"}}) {
    Config config;
    config.cluster.control_plane_endpoint = endpoint;
    CHECK(planned(config).endpoint_host == host);
  }
}

TEST_CASE("external etcd brings files to look for and no folder of its own") {
  Config config;
  config.cluster.external_etcd = ExternalEtcd{{"https://e:2379"}, {}, "/ca", "", "/key"};
  const auto plan = planned(config);
  CHECK(plan.etcd_data.empty());
  CHECK(plan.etcd_client_files == std::vector<std::string>{"/ca", "/key"});
  CHECK(plan.disks.size() == 1);
}

TEST_CASE("a kubelet setting of another type does no harm") {
  Config config;
  config.kubelet = {{"failSwapOn", nullptr}, {"featureGates", "none"}, {"cgroupDriver", 7}};
  Seen seen;
  seen.kubelet_version = "v1.33.0";
  const auto plan = plan_checks(config, seen, Beginning::fresh);
  CHECK(plan.fail_swap_on);
  CHECK(plan.follows_runtime);
}

TEST_CASE("kube-proxy's mode counts only where kube-proxy is wanted") {
  Config config;
  config.proxy = {{"mode", "ipvs"}};
  CHECK(planned(config).proxy_mode == "ipvs");
  config.cluster.proxy.disabled = true;
  CHECK(planned(config).proxy_mode.empty());
}

TEST_CASE("the pull takes policy and order from the node's registration") {
  Config config;
  config.init.node.image_pull_policy = "Always";
  config.init.node.image_pull_serial = false;
  const auto plan = plan_pull(config, {"a", "b"});
  CHECK((plan.policy == PullPlan::Policy::always));
  CHECK((plan.order == PullPlan::Order::parallel));
  CHECK(plan.images == std::vector<std::string>{"a", "b"});
  config.init.node.image_pull_policy = "Sometimes";
  CHECK_THROWS_AS(plan_pull(config, {}), Error);
}
