#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "manifest/addons.h"
#include "phases/addons.h"
#include "phases/bootstrap_token.h"
#include "phases/mark_control_plane.h"
#include "phases/upload_certs.h"
#include "phases/upload_config.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

const std::string kSecrets = "/api/v1/namespaces/kube-system/secrets/";
const std::string kNode = "/api/v1/nodes/cka-control";

/// 2026-11-21T14:30:24Z, when the objects were recorded.
const Time kRecorded{Seconds(1795271424)};

struct Cluster {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  MemoryClock clock{kRecorded};
  MemoryFiles files;
  Client api{http, {&clock, Seconds(60)}};

  Cluster() {
    Kubeconfig admin;
    admin.user = "kubernetes-admin";
    admin.server = "https://192.168.1.20:6443";
    admin.authorities = "CA";
    files.write("/etc/kubernetes/admin.conf", kubeconfig_text(admin), {});
    files.write("/etc/kubernetes/super-admin.conf", kubeconfig_text(admin), {});
  }
};

const std::vector<Json>& recorded() {
  static const auto objects = [] {
    std::ifstream file("tests/golden/kubeadm/init_objects.yaml");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    std::vector<Json> all;
    for (auto& document : read_yaml(text, "init_objects.yaml")) all.push_back(document.root);
    return all;
  }();
  return objects;
}

std::string recorded_data(const std::string& name, const std::string& key) {
  for (const auto& object : recorded())
    if (object["kind"] == "ConfigMap" && object["metadata"]["name"] == name)
      return object["data"][key];
  throw std::logic_error("not recorded: " + name);
}

UploadConfigPlan configs() {
  return {recorded_data("kubeadm-config", "ClusterConfiguration"),
          recorded_data("kubelet-config", "kubelet"), true};
}

BootstrapTokenPlan tokens() {
  BootstrapToken token;
  token.id = "abcdef";
  token.secret = std::make_shared<const Secret>("0123456789abcdef");
  return {{token}};
}

const UploadCertsPlan kShared{{{"ca.crt", "/pki/ca.crt"}, {"ca.key", "/pki/ca.key"}}};
const std::string kKey(64, 'a');

void upload_everything(Cluster& c) {
  upload_kubeadm_config(configs(), c.api);
  upload_kubelet_config(configs(), c.api);
  upload_certs(kShared, Secret(kKey), c.files, c.api, c.clock);
  bootstrap_token(tokens(), "/etc/kubernetes/admin.conf", c.files, c.api, c.clock);
}

/// What the server adds, and the signature that kubeadm leaves to the controller manager.
Json as_sent(Json object) {
  for (const auto* field : {"uid", "resourceVersion", "creationTimestamp", "generation"})
    object["metadata"].erase(field);
  if (object["metadata"]["name"] == "cluster-info") object["data"].erase("jws-kubeconfig-abcdef");
  return object;
}

Json node(const Json& labels) {
  return {{"apiVersion", "v1"},
          {"kind", "Node"},
          {"metadata", {{"name", "cka-control"}, {"labels", labels}}},
          {"spec", Json::object()}};
}

}  // namespace

TEST_CASE("what init writes into a cluster is what kubeadm writes, field by field") {
  Cluster c;
  upload_everything(c);
  for (const auto& object : recorded()) {
    const auto live = c.http->object(c.api.path_of(object));
    INFO(object_title(object));
    REQUIRE(live);
    CHECK(as_sent(*live) == object);
  }
  CHECK(c.http->changes().size() == recorded().size() + 2);  // kubeadm-certs and its token
}

TEST_CASE("a second run changes nothing, even when some time has passed") {
  Cluster c;
  c.files.write("/pki/ca.crt", "CERT", {});
  upload_everything(c);
  const auto before = c.http->changes();
  c.clock.advance(std::chrono::minutes(30));
  upload_everything(c);
  CHECK(c.http->changes() == before);
}

TEST_CASE("other keys of kubeadm-config stay") {
  Cluster c;
  const std::string path = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";
  auto plan = configs();
  upload_kubeadm_config(plan, c.api);
  c.api.change(path, [](Json& live) { live["data"]["note"] = "mine"; });
  plan.cluster_configuration = "new";
  upload_kubeadm_config(plan, c.api);
  CHECK(c.http->object(path)->at("data") ==
        Json{{"ClusterConfiguration", "new"}, {"note", "mine"}});
}

TEST_CASE("a kubelet configuration of the user's is not marked as generated") {
  Cluster c;
  auto plan = configs();
  plan.kubelet_generated = false;
  upload_kubelet_config(plan, c.api);
  const auto map = c.http->object("/api/v1/namespaces/kube-system/configmaps/kubelet-config");
  CHECK_FALSE(map->at("metadata").contains("annotations"));
}

TEST_CASE("a token that has run out, or is another one, is written again") {
  Cluster c;
  const auto conf = "/etc/kubernetes/admin.conf";
  bootstrap_token(tokens(), conf, c.files, c.api, c.clock);
  const auto path = kSecrets + "bootstrap-token-abcdef";
  const auto before = *c.http->object(path);
  auto plan = tokens();
  SECTION("run out") { c.clock.advance(std::chrono::hours(25)); }
  SECTION("another secret") {
    plan.tokens[0].secret = std::make_shared<const Secret>("fedcba9876543210");
  }
  SECTION("never expires") { plan.tokens[0].ttl = Duration(0); }
  SECTION("a fixed end") { plan.tokens[0].expires = "2027-01-01T00:00:00+01:00"; }
  bootstrap_token(plan, conf, c.files, c.api, c.clock);
  CHECK(c.http->object(path)->at("data") != before["data"]);
}

TEST_CASE("another cluster-info loses its signatures, the same one keeps the controller's") {
  Cluster c;
  const std::string path = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
  bootstrap_token(tokens(), "/etc/kubernetes/admin.conf", c.files, c.api, c.clock);
  c.api.change(path, [](Json& live) { live["data"]["jws-kubeconfig-other1"] = "a..b"; });
  bootstrap_token(tokens(), "/etc/kubernetes/admin.conf", c.files, c.api, c.clock);
  CHECK(c.http->object(path)->at("data").contains("jws-kubeconfig-other1"));
  c.api.change(path, [](Json& live) { live["data"]["kubeconfig"] = "old"; });
  bootstrap_token(tokens(), "/etc/kubernetes/admin.conf", c.files, c.api, c.clock);
  CHECK_FALSE(c.http->object(path)->at("data").contains("jws-kubeconfig-other1"));
  CHECK(c.http->object(path)->at("data").contains("jws-kubeconfig-abcdef"));
}

TEST_CASE("a node gets the control plane's labels and keeps its own taints") {
  Cluster c;
  auto live = node({{"kubernetes.io/hostname", "cka-control"}});
  live["spec"]["taints"] = {{{"key", "mine"}, {"effect", "NoExecute"}}};
  c.http->put(kNode, live);
  const MarkControlPlanePlan plan{"cka-control",
                                  {{"node-role.kubernetes.io/control-plane", "", "NoSchedule"}}};
  mark_control_plane(plan, c.api, c.clock);
  const auto marked = *c.http->object(kNode);
  CHECK(marked["metadata"]["labels"]["node-role.kubernetes.io/control-plane"] == "");
  CHECK(marked["metadata"]["labels"].contains(
      "node.kubernetes.io/exclude-from-external-load-balancers"));
  CHECK(marked["spec"]["taints"].size() == 2);
  const auto changes = c.http->changes().size();
  mark_control_plane(plan, c.api, c.clock);
  CHECK(c.http->changes().size() == changes);
}

TEST_CASE("a node is annotated with its runtime's socket where the minor wants it") {
  Cluster c;
  c.http->put("/api/v1/nodes/cka-control", node({{"kubernetes.io/hostname", "cka-control"}}));
  mark_control_plane({"cka-control", {}, "unix:///c.sock"}, c.api, c.clock);
  const auto live = c.http->object("/api/v1/nodes/cka-control");
  CHECK((*live)["metadata"]["annotations"] ==
        Json{{"kubeadm.alpha.kubernetes.io/cri-socket", "unix:///c.sock"}});
}

TEST_CASE("the API server's kubelet client is bound to its role only where the minor wants it") {
  Cluster c;
  auto plan = tokens();
  plan.kubelet_client_bound = false;
  const std::string path =
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/kubeadm:apiserver-kubelet-client";
  bootstrap_token(plan, "/etc/kubernetes/admin.conf", c.files, c.api, c.clock);
  CHECK_FALSE(c.http->object(path));
}

TEST_CASE("a node that does not come is waited for, then named") {
  Cluster c;
  const MarkControlPlanePlan plan{"cka-control", {}};
  CHECK_THROWS_WITH(mark_control_plane(plan, c.api, c.clock), Catch::Contains("cka-control"));
  c.http->put(kNode, node(Json::object()));
  CHECK_THROWS_WITH(mark_control_plane(plan, c.api, c.clock), Catch::Contains("host name"));
}

TEST_CASE("CoreDNS keeps its replicas and its Corefile") {
  Cluster c;
  const auto meta = Json{{"name", "coredns"}, {"namespace", "kube-system"}};
  const Json map = {{"apiVersion", "v1"},
                    {"kind", "ConfigMap"},
                    {"metadata", meta},
                    {"data", {{"Corefile", "default"}}}};
  const Json deployment = {{"apiVersion", "apps/v1"},
                           {"kind", "Deployment"},
                           {"metadata", meta},
                           {"spec", {{"replicas", 2}, {"image", "a"}}}};
  addon({map, deployment}, c.api);
  const std::string path = "/apis/apps/v1/namespaces/kube-system/deployments/coredns";
  CHECK(c.http->object(path)->at("spec")["replicas"] == 2);
  c.api.change(path, [](Json& live) { live["spec"] = {{"replicas", 5}, {"image", "old"}}; });
  c.api.change(c.api.path_of(map), [](Json& live) { live["data"]["Corefile"] = "mine"; });
  addon({map, deployment}, c.api);
  CHECK(c.http->object(path)->at("spec") == Json{{"replicas", 5}, {"image", "a"}});
  CHECK(c.http->object(c.api.path_of(map))->at("data")["Corefile"] == "mine");
}

TEST_CASE("a Corefile is migrated before another CoreDNS comes, and the one before is kept") {
  Cluster c;
  CoreDnsPlan plan;
  plan.image = "registry.k8s.io/coredns/coredns:v1.7.1";
  plan.dns_domain = "cluster.local";
  plan.address = "10.96.0.10";
  addon(coredns_objects(plan), c.api);
  const std::string map = "/api/v1/namespaces/kube-system/configmaps/coredns";
  const std::string path = "/apis/apps/v1/namespaces/kube-system/deployments/coredns";
  const std::string mine = ".:53 {\n    kubernetes a {\n        transfer to *\n    }\n}\n";
  c.api.change(map, [&](Json& live) { live["data"]["Corefile"] = mine; });
  plan.image = "registry.k8s.io/coredns/coredns:v1.14.2";
  const auto key = [&] {
    return c.http->object(path)->at(
        Json::json_pointer("/spec/template/spec/volumes/0/configMap/items/0/key"));
  };
  std::vector<std::string> told;
  const auto upgrade = [&] {
    upgrade_corefile(plan, c.api, [&](const Event& event) { told.push_back(event.text); });
  };
  upgrade();
  CHECK(c.http->object(map)->at("data")["Corefile"] ==
        ".:53 {\n    kubernetes a\n    transfer a {\n        to *\n    }\n}\n");
  CHECK(c.http->object(map)->at("data")["Corefile-backup"] == mine);
  CHECK(key() == "Corefile-backup");
  CHECK(told.size() == 1);
  upgrade();  // cut off before the new CoreDNS came, and run again
  CHECK(c.http->object(map)->at("data")["Corefile-backup"] == mine);
  CHECK(told.size() == 1);
  addon(coredns_objects(plan), c.api);
  CHECK(key() == "Corefile");
}

}  // namespace kcluster
