#include "phases/pod_network.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

constexpr const char* kDefinitions =
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/installations.operator.tigera.io";

struct Network {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  MemoryClock clock;
  MemoryFiles files;
  Client api{http, {&clock, Seconds(60)}};
  MemorySystem system;
  PodNetworkPlan plan;

  void apply(const char* path) {
    plan.kind = PodNetworkPlan::Kind::manifest;
    plan.manifest = path;
    run();
  }
  void run() { pod_network(plan, files, system, api, clock, {}); }
};

const char* kManifest = R"(
apiVersion: operator.tigera.io/v1
kind: Installation
metadata: {name: default}
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ServiceAccount, metadata: {name: op, namespace: tigera}}
- {apiVersion: v1, kind: Namespace, metadata: {name: tigera}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: installations.operator.tigera.io}
spec:
  group: operator.tigera.io
  names: {kind: Installation, plural: installations}
  versions: [{name: v1, served: true}]
)";

}  // namespace

TEST_CASE("no pod network is no work") {
  Network n;
  n.run();
  CHECK(n.files.changes().empty());
  CHECK(n.http->sent().empty());
}

TEST_CASE("a bridge is shared in the cluster and laid down on the node") {
  Network n;
  n.plan.kind = PodNetworkPlan::Kind::bridge;
  n.plan.pod_subnet = "10.244.0.0/16";
  n.plan.bridge = {"n1", "/usr/bin/kcluster"};
  n.http->put("/api/v1/nodes/n1", {{"apiVersion", "v1"},
                                   {"kind", "Node"},
                                   {"metadata", {{"name", "n1"}}},
                                   {"spec", {{"podCIDRs", {"10.244.0.0/24"}}}}});
  n.run();
  CHECK(n.http->object("/api/v1/namespaces/kube-system/configmaps/kcluster-pod-network"));
  CHECK(n.files.look("/etc/cni/net.d/10-kcluster.conflist"));
  CHECK(n.files.look("/etc/systemd/system/kcluster-pod-network.timer"));
}

TEST_CASE("a manifest is applied kinds first, namespaces next, and kinds are waited for") {
  Network n;
  n.files.write("/calico.yaml", kManifest, {});
  n.http->react([](const ApiPath&, Json& object) {
    if (object["kind"] == "CustomResourceDefinition")
      object["status"]["conditions"] = {{{"type", "Established"}, {"status", "True"}}};
  });
  const Json served = {
      {"kind", "APIResourceList"},
      {"resources",
       {{{"name", "installations"}, {"kind", "Installation"}, {"namespaced", false}}}}};
  n.http->answer("/apis/operator.tigera.io/v1", {200, served.dump(), {}});
  n.apply("/calico.yaml");
  std::vector<std::string> kinds;
  for (const auto& sent : n.http->sent()) {
    CHECK(sent.request.path.find("fieldManager=kcluster&force=true") != std::string::npos);
    kinds.push_back(Json::parse(sent.request.body)["kind"]);
  }
  CHECK(kinds == std::vector<std::string>{"CustomResourceDefinition", "Namespace", "Installation",
                                          "ServiceAccount"});
}

TEST_CASE("a kind that is never served is named") {
  Network n;
  n.files.write("/calico.yaml", kManifest, {});
  CHECK_THROWS_WITH(n.apply("/calico.yaml"), Catch::Contains("installations.operator.tigera.io"));
  CHECK(n.http->object(kDefinitions));
}

TEST_CASE("a manifest that does not exist is the user's mistake") {
  Network n;
  try {
    n.apply("/none.yaml");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
  }
}

}  // namespace kcluster
