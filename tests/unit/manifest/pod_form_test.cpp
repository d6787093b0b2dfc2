#include "manifest/pod_form.h"

#include <catch2/catch.hpp>

using namespace kcluster;

namespace {

Json pod(const char* container) {
  return {{"metadata", Json::object()}, {"spec", {{"containers", {Json::parse(container)}}}}};
}

}  // namespace

TEST_CASE("a pod is written without what its types leave out") {
  const Json made = pod_form(pod(R"({"name":"a","args":[],"tty":false,"env":null,"emptyDir":{},
                                     "resources":{"limits":{"cpu":0.5,"memory":"1024Mi"}}})"));
  CHECK(made["spec"]["containers"][0] == Json::parse(R"({"name":"a","emptyDir":{},
                        "resources":{"limits":{"cpu":"500m","memory":"1Gi"}}})"));
  CHECK(pod_form(pod(R"({"name":"a"})"))["spec"]["containers"][0]["resources"] == Json::object());
}

TEST_CASE("amounts are written in their shortest form") {
  const auto pod = pod_form(Json::parse(
      R"({"spec":{"volumes":[{"name":"v","emptyDir":{"sizeLimit":"1000M"}}],"containers":[{"env":
      [{"name":"R","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu"}}}]}]}})"));
  CHECK(pod["spec"]["volumes"][0]["emptyDir"]["sizeLimit"] == "1G");
  CHECK(pod["spec"]["containers"][0]["env"][0]["valueFrom"]["resourceFieldRef"]["divisor"] == "0");
}

TEST_CASE("what the kubelet could not read is found with its place") {
  CHECK_FALSE(pod_fault(pod(R"({"name":"a","command":["x"],"env":[{"name":"n","value":"1"}]})")));
  CHECK(*pod_fault(pod(R"({"env":[{"name":"n","value":1}]})")) ==
        "spec/containers/0/env/0/value should be text, but is of type number");
  CHECK(*pod_fault(pod(R"({"command":["a",true]})")) ==
        "spec/containers/0/command/1 should be text, but is of type boolean");
  CHECK(pod_fault(pod(R"(["a"])")));
  CHECK(pod_fault(Json::array()));
  CHECK(*pod_fault(Json::object()) == "metadata is missing");
}

TEST_CASE("labels may be named like typed fields") {
  Json labelled = pod(R"({"name":"a"})");
  labelled["metadata"]["labels"] = {{"env", "prod"}, {"ports", "none"}};
  CHECK_FALSE(pod_fault(labelled));
}
