#include "config/node_range.h"

#include <catch2/catch.hpp>

namespace kcluster {

TEST_CASE("the first node is given the beginning of each pod range") {
  ClusterConfiguration cluster;
  CHECK(first_node_ranges(cluster).empty());
  cluster.networking.pod_subnet = "10.244.0.0/16,fd00:10::/56";
  CHECK(first_node_ranges(cluster) == std::vector<std::string>{"10.244.0.0/24", "fd00:10::/64"});
  cluster.controller_manager.extra_args = {{"node-cidr-mask-size-ipv4", "20"},
                                           {"node-cidr-mask-size-ipv4", "25"}};
  CHECK(first_node_ranges(cluster).front() == "10.244.0.0/25");
  cluster.networking.pod_subnet = "nonsense";
  CHECK(first_node_ranges(cluster).empty());
}

}  // namespace kcluster
