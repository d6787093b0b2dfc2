#include "observe/cluster_node.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

const MemoryClock kClock;

}  // namespace

TEST_CASE("a node's readiness and internal addresses are seen") {
  auto http = std::make_shared<FakeApi>();
  Client api(http);
  http->put("/api/v1/nodes/b", {{"metadata", {{"name", "b"}}},
                                {"status",
                                 {{"conditions", {{{"type", "Ready"}, {"status", "True"}}}},
                                  {"addresses",
                                   {{{"type", "InternalIP"}, {"address", "10.0.0.2"}},
                                    {{"type", "Hostname"}, {"address", "b"}}}}}}});
  const auto seen = observe_cluster_node("b", api, kClock);
  REQUIRE(seen);
  CHECK(seen->ready);
  CHECK(seen->addresses == std::vector<std::string>{"10.0.0.2"});
  CHECK_FALSE(observe_cluster_node("c", api, kClock));
  CHECK(node_names(api) == std::vector<std::string>{"b"});
  CHECK_THROWS_AS(observe_cluster_node("../secrets", api, kClock), Error);
}

TEST_CASE("a node that has not reported is listed, but not ready") {
  auto http = std::make_shared<FakeApi>();
  Client api(http);
  http->put("/api/v1/nodes/b", {{"metadata", {{"name", "b"}}}});
  const auto seen = observe_cluster_node("b", api, kClock);
  REQUIRE(seen);
  CHECK_FALSE(seen->ready);
}

}  // namespace kcluster
