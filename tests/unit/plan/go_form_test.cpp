#include "plan/go_form.h"

#include <catch2/catch.hpp>

#include "plan/components.h"

using namespace kcluster;

namespace {

Json kubelet(const char* given) {
  Config config;
  config.kubelet = Json::parse(given);
  return complete_kubelet(config);
}

}  // namespace

TEST_CASE("quantities are written in their shortest form, numbers as text") {
  const auto out = kubelet(R"({"reservedMemory": [{"numaNode": 0, "limits": {"memory": "1024Mi"}}],
      "logging": {"options": {"json": {"infoBufferSize": 65536}}}})");
  CHECK(out["reservedMemory"][0]["limits"]["memory"] == "1Gi");
  CHECK(out["logging"]["options"]["json"]["infoBufferSize"] == "65536");
  CHECK(kubelet("{}")["logging"]["options"]["text"]["infoBufferSize"] == "0");
}

TEST_CASE("what Go leaves out is left out, what hangs on a pointer stays") {
  const auto out = kubelet(R"({"tracing": {}, "userNamespaces": {}, "logging": {"vmodule": []},
      "registerWithTaints": [{"key": "a", "effect": "NoSchedule", "timeAdded": null}],
      "evictionHard": {}, "maxPods": 0, "podPidsLimit": 0})");
  CHECK(out["tracing"] == Json::object());
  CHECK(out["userNamespaces"] == Json::object());
  CHECK_FALSE(out["logging"].contains("vmodule"));
  CHECK(out["registerWithTaints"] == Json::parse(R"([{"key": "a", "effect": "NoSchedule"}])"));
  CHECK_FALSE(out.contains("evictionHard"));
  CHECK_FALSE(out.contains("maxPods"));
  CHECK(out["podPidsLimit"] == 0);
}

TEST_CASE("a kube-proxy configuration leaves out only empty log rules") {
  Config config;
  config.proxy = Json::parse(R"({"logging": {"vmodule": []}, "nodePortAddresses": []})");
  const auto out = complete_proxy(config);
  CHECK_FALSE(out["logging"].contains("vmodule"));
  CHECK(out["nodePortAddresses"] == Json::array());
}

TEST_CASE("values of a wrong type are left as they are") {
  Json odd = Json::parse(R"({"reservedMemory": {"limits": 1}, "logging": {"options": 5}})");
  const Json before = odd;
  write_quantities(odd);
  CHECK(odd == before);
}
