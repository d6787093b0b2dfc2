#include "base/json_in.h"

#include <catch2/catch.hpp>

using namespace kcluster;

TEST_CASE("what stands where nothing was expected is nothing") {
  const auto root = Json::parse(R"({"a": {"b": "text", "l": [{"x": "y"}], "n": 7}})");
  CHECK(string_in(root, "/a/b") == "text");
  CHECK(string_in(root, "/a/l/0/x") == "y");
  for (const auto* pointer : {"/a/n", "/a/l", "/a/b/c", "/a/l/x", "/a/l/7", "/z/z", "/a/l/-"})
    CHECK(string_in(root, pointer).empty());
  CHECK(list_in(root, "/a/l").size() == 1);
  for (const auto* pointer : {"/a", "/a/b", "/a/n", "/q"}) CHECK(list_in(root, pointer).empty());
  CHECK(string_in(Json(), "/a").empty());
  CHECK(list_in(Json::array(), "/items").empty());
}
