#include "manifest/strategic.h"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace kcluster;

namespace {

Json json(const char* text) { return Json::parse(text); }

}  // namespace

TEST_CASE("maps merge, null deletes, other lists are replaced") {
  CHECK(strategic_merge(
            json(R"({"a":{"b":1,"c":2},"args":["x"],"d":1})"),
            json(R"({"a":{"b":null,"e":{"f":null,"g":1}},"args":["y"],"d":null,"n":null})")) ==
        json(R"({"a":{"c":2,"e":{"g":1}},"args":["y"]})"));
}

TEST_CASE("lists with a merge key merge by it, in the patch's order") {
  CHECK(strategic_merge(
            json(R"({"env":[{"name":"a","value":"1"},{"name":"b","value":"2"},{"name":"c"}]})"),
            json(R"({"env":[{"name":"n"},{"name":"c","value":"3"},{"name":"a","value":"9"}]})")) ==
        json(R"({"env":[{"name":"n"},{"name":"b","value":"2"},{"name":"c","value":"3"},
                        {"name":"a","value":"9"}]})"));
}

TEST_CASE("elements are deleted and lists replaced by directive") {
  const Json pod = json(R"({"volumeMounts":[{"mountPath":"/a"},{"mountPath":"/b"}]})");
  CHECK(strategic_merge(pod, json(R"({"volumeMounts":[{"mountPath":"/a","$patch":"delete"}]})")) ==
        json(R"({"volumeMounts":[{"mountPath":"/b"}]})"));
  CHECK(
      strategic_merge(pod, json(R"({"volumeMounts":[{"mountPath":"/c"},{"$patch":"replace"}]})")) ==
      json(R"({"volumeMounts":[{"mountPath":"/c"}]})"));
}

TEST_CASE("maps are replaced or emptied by directive") {
  const Json pod = json(R"({"probe":{"httpGet":{},"period":1}})");
  CHECK(strategic_merge(pod, json(R"({"probe":{"$patch":"replace","tcp":1}})")) ==
        json(R"({"probe":{"tcp":1}})"));
  CHECK(strategic_merge(pod, json(R"({"probe":{"$patch":"delete"}})")) == json(R"({"probe":{}})"));
}

TEST_CASE("$retainKeys drops the keys that it does not name") {
  CHECK(strategic_merge(json(R"({"volumes":[{"name":"v","hostPath":{"path":"/x"}}]})"),
                        json(R"({"volumes":[{"name":"v","$retainKeys":["name","emptyDir"],
                                             "emptyDir":{}}]})")) ==
        json(R"({"volumes":[{"name":"v","emptyDir":{}}]})"));
  CHECK_THROWS_AS(strategic_merge(json("{}"), json(R"({"$retainKeys":["a"],"b":1})")),
                  std::invalid_argument);
}

TEST_CASE("$setElementOrder says the order, of patched elements and of others") {
  const Json pod = json(R"({"env":[{"name":"a"},{"name":"b"},{"name":"c"}]})");
  CHECK(strategic_merge(pod, json(R"({"$setElementOrder/env":[{"name":"c"},{"name":"a"}]})")) ==
        json(R"({"env":[{"name":"b"},{"name":"c"},{"name":"a"}]})"));
  CHECK(strategic_merge(pod, json(R"({"$setElementOrder/env":[{"name":"n"},{"name":"b"}],
                                      "env":[{"name":"n","value":"1"}]})")) ==
        json(R"({"env":[{"name":"n","value":"1"},{"name":"a"},{"name":"b"},{"name":"c"}]})"));
  CHECK_THROWS_AS(strategic_merge(pod, json(R"({"$setElementOrder/env":[{"name":"b"}],
                                               "env":[{"name":"a"}]})")),
                  std::invalid_argument);
  CHECK_THROWS_AS(strategic_merge(pod, json(R"({"$setElementOrder/env":{"name":"b"}})")),
                  std::invalid_argument);
}

TEST_CASE("scalars are added to a set, and deleted from any list of scalars") {
  CHECK(strategic_merge(json(R"({"finalizers":["a"],"args":["x","y"]})"),
                        json(R"({"finalizers":["b"],"$deleteFromPrimitiveList/args":["x"],
                                 "$setElementOrder/args":["y"]})")) ==
        json(R"({"finalizers":["b","a"],"args":["y"]})"));
}

TEST_CASE("an element without its merge key, and an unknown directive, are refused") {
  const Json pod = json(R"({"containers":[{"name":"a"}]})");
  CHECK_THROWS_AS(strategic_merge(pod, json(R"({"containers":[{"image":"x"}]})")),
                  std::invalid_argument);
  CHECK_THROWS_AS(strategic_merge(pod, json(R"({"containers":["x"]})")), std::invalid_argument);
  CHECK_THROWS_AS(strategic_merge(pod, json(R"({"$patch":"merge"})")), std::invalid_argument);
}

TEST_CASE("a new list brings no directives along") {
  CHECK(strategic_merge(json("{}"), json(R"({"volumes":[{"name":"v","$retainKeys":["name"]}]})")) ==
        json(R"({"volumes":[{"name":"v"}]})"));
}

TEST_CASE("a new element brings no directives along") {
  CHECK(strategic_merge(json(R"({"containers":[]})"),
                        json(R"({"containers":[{"name":"n","args":null,"$retainKeys":["name"],
                      "probe":{"$patch":"replace","a":1},
                      "env":[{"name":"x","$patch":"delete"},{"name":"y"}]}]})")) ==
        json(R"({"containers":[{"name":"n","probe":{"a":1},"env":[{"name":"y"}]}]})"));
}
