#include "plan/upgrade.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "plan/upgrade_saved.h"

namespace kcluster {
namespace {

UpgradeOrigin origin() {
  UpgradeOrigin seen;
  seen.name = "cp1";
  seen.advertise_address = "192.168.1.20";
  seen.cri_socket = "unix:///run/containerd/containerd.sock";
  seen.cluster.kubernetes_version = "v1.35.4";
  seen.cluster.networking.pod_subnet = "10.244.0.0/16";
  seen.kubelet = Json{{"maxPods", 42}};
  seen.proxy = Json{{"mode", "nftables"}};
  return seen;
}

}  // namespace

TEST_CASE("the stored configuration becomes the target's, with what somebody wrote kept as given") {
  const auto config = upgraded_config(origin(), "v1.36.3", {});
  CHECK(config.cluster.kubernetes_version == "v1.36.3");
  CHECK(config.init.node.name == "cp1");
  CHECK(config.kubelet.at("maxPods") == 42);
  CHECK(config.kubelet.at("cgroupDriver") == "systemd");
  CHECK(config.proxy.at("mode") == "nftables");
  CHECK(config.proxy.at("clusterCIDR") == "10.244.0.0/16");
  CHECK(config.kubelet_given);
  CHECK(config.proxy_given);
}

TEST_CASE("what nobody has changed is made anew in the target's version") {
  auto seen = origin();
  seen.kubelet_generated = true;
  const auto config = upgraded_config(seen, "v1.36.3", {});
  CHECK_FALSE(config.kubelet.contains("maxPods"));
  CHECK_FALSE(config.kubelet_given);
}

TEST_CASE("an API server that others can stand in for has longer to end") {
  const UpgradeSpec spec{"id", "v1.35.4", "v1.36.3", {}};
  auto seen = origin();
  const auto alone = plan_upgrade(spec, upgraded_config(seen, spec.to, {}), seen, {}, {});
  seen.other_control_planes = {"cp2"};
  const auto together = plan_upgrade(spec, upgraded_config(seen, spec.to, {}), seen, {}, {});
  CHECK(alone.aside.grace < together.aside.grace);
  CHECK(together.aside.grace < 30);  // the longest that a kubelet may rest
}

TEST_CASE("what an upgrade was settled from is read back, and what is none is refused") {
  auto seen = origin();
  seen.cluster.api_server.extra_args = {{"v", "3"}};
  seen.backup = {"", {"/etc/kubernetes/admin.conf"}, {{"etcdVersion", "3.6.6"}}, "kind: x\n"};
  UpgradeManner manner;
  manner.renew_certificates = false;
  manner.ignored = {"CoreDNSMigration"};
  const SavedUpgrade saved{seen, manner};
  const auto again = parse_saved_upgrade(Json::parse(to_json(saved).dump()));
  CHECK(to_json(again) == to_json(saved));
  CHECK(again.seen.cluster.api_server.extra_args.front().value == "3");
  CHECK_THROWS_AS(parse_saved_upgrade(Json{{"seen", 7}}), Error);
}

}  // namespace kcluster
