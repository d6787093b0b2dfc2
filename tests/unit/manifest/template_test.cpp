#include "manifest/template.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

TEST_CASE("a scalar takes any value, text within text only a string") {
  const Template source{"t", "a: '@n@'\nb: x @s@ y@z\nc: ['@list@', '@']\n"};
  const auto made = fill_text(source, {{"n", 3}, {"s", "mid"}, {"list", {1, 2}}});
  REQUIRE(made.size() == 1);
  CHECK(made[0] == Json::parse(R"({"a":3,"b":"x mid y@z","c":[[1,2],"@"]})"));
  CHECK_THROWS_AS(fill_text({"t", "b: x @s@"}, {{"s", 3}}), Error);
}

TEST_CASE("values are not templates themselves") {
  CHECK(fill_text({"t", "a: '@v@'\nb: '-@v@'"}, {{"v", "@w@"}})[0] ==
        Json{{"a", "@w@"}, {"b", "-@w@"}});
  CHECK(fill_text({"t", "a: '@v@'"}, {{"v", Json::array({"@w@"})}})[0]["a"][0] == "@w@");
}

TEST_CASE("unknown and unused names are faults") {
  CHECK_THROWS_AS(fill_text({"t", "a: '@n@'"}, {}), Error);
  CHECK_THROWS_AS(fill_text({"t", "a: 1"}, {{"n", 1}}), Error);
  CHECK_THROWS_AS(fill("nowhere", {}), Error);
}

TEST_CASE("templates are compiled in under the names of their files") {
  std::vector<std::string_view> names;
  for (const auto& row : templates()) names.push_back(row.name);
  CHECK(std::find(names.begin(), names.end(), "coredns") != names.end());
  CHECK(std::find(names.begin(), names.end(), "kube-proxy") != names.end());
}
