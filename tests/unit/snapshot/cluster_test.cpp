#include "snapshot/cluster.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {

// the id that a member of etcd's defaults has, which all its documents show
TEST_CASE("ids are those that etcd computes") {
  const auto alone = new_cluster("default=http://localhost:2380", "etcd-cluster");
  REQUIRE(alone.members.size() == 1);
  CHECK(alone.members[0].id == 0x8e9e05c52164694dull);
  CHECK(alone.id == 0xcdf818194e3a8c32ull);
  const auto three = new_cluster("c=http://1.2.3.4:1, a=http://1.2.3.5:1,b=http://1.2.3.6:1", "t");
  for (std::size_t i = 0; i + 1 < 3; ++i) CHECK(three.members[i].id < three.members[i + 1].id);
  const auto other = new_cluster("b=http://1.2.3.6:1,a=http://1.2.3.5:1,c=http://1.2.3.4:1", "t");
  CHECK(other.id == three.id);
  CHECK(new_cluster("default=http://localhost:2380", "other").id != alone.id);
}

TEST_CASE("a member's URLs are sorted, and its JSON is Go's") {
  const auto made = new_cluster("n<1>=https://b:2,n<1>=https://a:1", "t");
  REQUIRE(made.members.size() == 1);
  CHECK(made.members[0].peer_urls == std::vector<std::string>{"https://a:1", "https://b:2"});
  CHECK(member_json(made.members[0]) ==
        R"({"id":)" + std::to_string(made.members[0].id) +
            R"(,"peerURLs":["https://a:1","https://b:2"],"name":"n\u003c1\u003e"})");
}

TEST_CASE("members that etcd would refuse are refused") {
  for (const char* text :
       {"", "n1", "=https://a:1", "n1=", "n1=a:1", "n1=https://a", "n1=https://:1",
        "n1=https://a:x", "n1=https://a:1/path", "n1=ftp://a:1", "n1=https://a:1,n2=https://a:1",
        "n1=https://u@a:1", "n1=https://a:123456"}) {
    INFO(text);
    CHECK_THROWS_AS(new_cluster(text, "t"), Error);
  }
  CHECK_THROWS_AS(member_named(new_cluster("n1=https://a:1", "t"), "n2"), Error);
}

}  // namespace kcluster
