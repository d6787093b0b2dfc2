#include "plan/node_remove.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

SeenNode node(bool ready) {
  SeenNode seen;
  seen.ready = ready;
  return seen;
}

}  // namespace

TEST_CASE("the node that the command runs on is not removed from itself") {
  SeenReset here;
  here.node_name = "a";
  try {
    plan_node_remove("a", here, std::nullopt, {});
    FAIL("planned");
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
    CHECK_THAT(error.remedy, Catch::Contains("kcluster reset"));
  }
}

TEST_CASE("a node that answers is drained, a dead one is not") {
  const SeenReset here;
  CHECK(plan_node_remove("b", here, node(true), {}).drained);
  CHECK_FALSE(plan_node_remove("b", here, node(false), {}).drained);
  CHECK_FALSE(plan_node_remove("b", here, std::nullopt, {}).drained);
}

TEST_CASE("its etcd member is known by its addresses as well") {
  auto seen = node(true);
  seen.addresses = {"10.0.0.2", "fd00::2"};
  const auto plan = plan_node_remove("b", {}, seen, {});
  CHECK(plan.peer_urls ==
        std::vector<std::string>{"https://10.0.0.2:2380", "https://[fd00::2]:2380"});
}

TEST_CASE("pods without a controller are let go on demand") {
  NodeRemoveChoices choices;
  CHECK(plan_node_remove("b", {}, std::nullopt, choices).drain.unmanaged ==
        DrainPlan::Unmanaged::refused);
  choices.force = true;
  CHECK(plan_node_remove("b", {}, std::nullopt, choices).drain.unmanaged ==
        DrainPlan::Unmanaged::evicted);
}

}  // namespace kcluster
