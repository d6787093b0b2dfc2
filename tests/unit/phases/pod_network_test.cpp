#include "phases/pod_network.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

constexpr const char* kConflist = "/etc/cni/net.d/10-kcluster.conflist";
constexpr const char* kDefinitions =
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/installations.operator.tigera.io";

struct Network {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  MemoryClock clock;
  MemoryFiles files;
  Client api{http, {&clock, Seconds(60)}};
  PodNetworkPlan plan{PodNetworkPlan::Kind::bridge, "", "n1"};

  void node(const Json& ranges) {
    http->put("/api/v1/nodes/n1", {{"apiVersion", "v1"},
                                   {"kind", "Node"},
                                   {"metadata", {{"name", "n1"}}},
                                   {"spec", {{"podCIDRs", ranges}}}});
  }
  void run() { pod_network(plan, files, api, clock); }
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
  n.plan.kind = PodNetworkPlan::Kind::none;
  n.run();
  CHECK(n.files.changes().empty());
  CHECK(n.http->sent().empty());
}

TEST_CASE("the bridge's ranges are the node's, of both families") {
  Network n;
  n.node({"10.244.0.0/24", "fd00::/64"});
  n.run();
  const auto config = Json::parse(*n.files.read(kConflist));
  const auto& bridge = config["plugins"][0];
  CHECK(bridge["type"] == "bridge");
  CHECK(bridge["ipMasq"] == false);
  CHECK(bridge["ipam"]["ranges"] ==
        Json::parse(R"([[{"subnet": "10.244.0.0/24"}], [{"subnet": "fd00::/64"}]])"));
  CHECK(bridge["ipam"]["routes"] == Json::parse(R"([{"dst": "0.0.0.0/0"}, {"dst": "::/0"}])"));
  const auto changes = n.files.changes().size();
  n.run();
  CHECK(n.files.changes().size() == changes);
}

TEST_CASE("a node without a range is waited for, then named with the reason") {
  Network n;
  n.node(Json::array());
  CHECK_THROWS_WITH(n.run(), Catch::Contains("n1") && Catch::Contains("has not assigned one"));
}

TEST_CASE("a manifest is applied kinds first, namespaces next, and kinds are waited for") {
  Network n;
  n.files.write("/calico.yaml", kManifest, {});
  n.plan = {PodNetworkPlan::Kind::manifest, "/calico.yaml", "n1"};
  n.http->react([](const ApiPath&, Json& object) {
    if (object["kind"] == "CustomResourceDefinition")
      object["status"]["conditions"] = {{{"type", "Established"}, {"status", "True"}}};
  });
  const Json served = {
      {"kind", "APIResourceList"},
      {"resources",
       {{{"name", "installations"}, {"kind", "Installation"}, {"namespaced", false}}}}};
  n.http->answer("/apis/operator.tigera.io/v1", {200, served.dump(), {}});
  n.run();
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
  n.plan = {PodNetworkPlan::Kind::manifest, "/calico.yaml", "n1"};
  CHECK_THROWS_WITH(n.run(), Catch::Contains("installations.operator.tigera.io"));
  CHECK(n.http->object(kDefinitions));
}

TEST_CASE("a manifest that does not exist is the user's mistake") {
  Network n;
  n.plan = {PodNetworkPlan::Kind::manifest, "/none.yaml", "n1"};
  try {
    n.run();
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
  }
}

}  // namespace kcluster
