#include "plan/upgrade_drain.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

constexpr const char* kOld = "v1.35.4";
constexpr const char* kNew = "v1.36.3";

SeenNode node(const std::string& kubelet, bool cordoned) {
  SeenNode seen;
  seen.kubelet_version = kubelet;
  seen.cordoned = cordoned;
  return seen;
}

UpgradeDrainPlan plan(const std::string& installed) {
  UpgradeDrainPlan made;
  made.version = kNew;
  made.installed = installed;
  return made;
}

const DrainedNode kOurs{"w1", kNew, true}, kUsers{"w1", kNew, false}, kEarlier{"w1", kOld, true};

}  // namespace

TEST_CASE("the cordon is the upgrade's when the node was open, or when it noted so itself") {
  CHECK(cordon_is_ours(node(kOld, false), {}, kNew));
  CHECK(cordon_is_ours(node(kOld, true), kOurs, kNew));
  CHECK(cordon_is_ours(node(kOld, false), kUsers, kNew));
  CHECK_FALSE(cordon_is_ours(node(kOld, true), {}, kNew));
  CHECK_FALSE(cordon_is_ours(node(kOld, true), kUsers, kNew));
  CHECK_FALSE(cordon_is_ours(node(kOld, true), kEarlier, kNew));
}

TEST_CASE(
    "a node whose kubelet is as it should be is drained no more, unless it is left cordoned") {
  CHECK(drain_is_due(node(kOld, false), {}, plan(kNew)));
  CHECK(drain_is_due(node(kNew, true), kOurs, plan(kNew)));
  CHECK_FALSE(drain_is_due(node(kNew, false), {}, plan(kNew)));
  CHECK_FALSE(drain_is_due(node(kNew, false), kOurs, plan(kNew)));
  CHECK_FALSE(drain_is_due(node(kNew, true), {}, plan(kNew)));
  CHECK_FALSE(drain_is_due(node(kNew, true), kUsers, plan(kNew)));
}

TEST_CASE("a drained node goes on once another kubelet is installed, never a newer one") {
  CHECK(kubelet_is_replaced(node(kOld, true), plan(kNew)));
  CHECK(kubelet_is_replaced(node(kOld, true), plan("v1.36.1")));
  CHECK(kubelet_is_replaced(node(kNew, true), plan(kNew)));
  CHECK_FALSE(kubelet_is_replaced(node(kOld, true), plan(kOld)));
  CHECK_FALSE(kubelet_is_replaced(node(kOld, true), plan("")));
  CHECK_THROWS_WITH(kubelet_is_replaced(node(kOld, true), plan("v1.37.0")),
                    Catch::Contains("newer than its API servers"));
}

}  // namespace kcluster
