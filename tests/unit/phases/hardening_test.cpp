#include "phases/hardening.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "pki/request.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

constexpr const char* kPolicy = "/etc/kubernetes/hardening/audit-policy.yaml";
constexpr const char* kAuthentication = "/etc/kubernetes/hardening/authentication.yaml";
constexpr const char* kRequest =
    "/apis/certificates.k8s.io/v1/certificatesigningrequests/csr-1";

HardeningPlan plan() {
  Config wishes;
  wishes.init.node.name = "cp";
  harden(wishes);
  return plan_hardening(wishes, "/usr/bin/kcluster");
}

/// A control plane whose kubelet asks for these names.
struct World {
  MemoryFiles files;
  MemoryClock clock;
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  Client api{http};
  ServingPlan serving = plan().serving;

  explicit World(const Sans& asked) {
    const Key key = Key::make(Algorithm::ecdsa_p256);
    const CertificateSubject subject{"system:node:cp", {"system:nodes"}};
    http->put("/api/v1/nodes/cp",
              {{"metadata", {{"name", "cp"}}},
               {"status",
                {{"addresses", {{{"type", "InternalIP"}, {"address", "192.168.1.20"}}}}}}});
    http->put(kRequest, {{"metadata", {{"name", "csr-1"}}},
                         {"spec",
                          {{"username", "system:node:cp"},
                           {"groups", {"system:nodes", "system:authenticated"}},
                           {"signerName", "kubernetes.io/kubelet-serving"},
                           {"usages", {"digital signature", "server auth"}},
                           {"request", base64(request_pem(subject, asked, key))}}},
                         {"status", Json::object()}});
  }
  void approve() { approve_own_serving(serving, files, api, clock); }
};

}  // namespace

TEST_CASE("the API server's files are laid down once, and those of the user's stay") {
  MemoryFiles files;
  files.write(kPolicy, "mine", {0644});
  lay_hardening(plan(), files);
  CHECK(files.read(kPolicy) == "mine");
  CHECK(files.look(kAuthentication)->mode == 0600);
  const auto changes = files.changes().size();
  lay_hardening(plan(), files);
  CHECK(files.changes().size() == changes);
}

TEST_CASE("a cluster without the profile gets no folder for it") {
  MemoryFiles files;
  lay_hardening({}, files);
  CHECK(files.changes().empty());
}

TEST_CASE("strangers may see health and cluster-info, and nothing else") {
  MemoryFiles files;
  lay_hardening(plan(), files);
  const auto text = one_mapping(*files.read(kAuthentication), "authentication").value();
  CHECK(text.at("apiVersion") == "apiserver.config.k8s.io/v1beta1");
  CHECK(text.at("anonymous").at("enabled") == true);
  std::vector<std::string> paths;
  for (const auto& each : text.at("anonymous").at("conditions"))
    paths.push_back(each.at("path").get<std::string>());
  CHECK(paths ==
        std::vector<std::string>{"/livez", "/readyz", "/healthz",
                                 "/api/v1/namespaces/kube-public/configmaps/cluster-info"});
}

TEST_CASE("no body of a secret gets into the audit log") {
  MemoryFiles files;
  lay_hardening(plan(), files);
  const auto policy = one_mapping(*files.read(kPolicy), "policy").value();
  CHECK(policy.at("kind") == "Policy");
  bool guarded = false;
  for (const auto& rule : policy.at("rules")) {
    const auto text = rule.dump();
    guarded |= text.find("\"secrets\"") != text.npos && rule.at("level") == "Metadata";
    if (rule.at("level") != "None" && rule.at("level") != "Metadata") CHECK(guarded);
  }
  CHECK(guarded);
  CHECK(policy.at("rules").back() == Json{{"level", "Metadata"}});
}

TEST_CASE("this node's own request is approved before the cluster is called finished") {
  World world({{"cp"}, {"192.168.1.20"}});
  world.approve();
  CHECK(world.http->changes().size() == 1);
  world.approve();
  CHECK(world.http->changes().size() == 1);
}

TEST_CASE("a kubelet that has its certificate asks for none") {
  World world({{"other"}, {}});
  world.files.write(world.serving.pair, "pem", {0600});
  world.approve();
  CHECK(world.http->changes().empty());
}

TEST_CASE("a request that does not fit ends the wait with its reason") {
  World world({{"cp"}, {"192.168.1.99"}});
  CHECK_THROWS_WITH(world.approve(), Catch::Contains("192.168.1.99"));
  CHECK(world.http->changes().empty());
}

}  // namespace kcluster
