#include "observe/upgrade.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/text.h"
#include "etcd/memory_etcd.h"
#include "observe/upgrade_parts.h"
#include "pki/digest.h"
#include "tests/support/fake_api.h"
#include "tests/support/spoken_cri.h"
#include "tests/unit/status/cluster_world.h"

namespace kcluster {
namespace {

using Names = std::vector<std::string>;

constexpr const char* kBalancer = "https://balancer:6443";
constexpr const char* kOwnApi = "https://192.168.1.20:6443";
const std::string kMaps = "/api/v1/namespaces/kube-system/configmaps/";
const std::string kConfiguration =
    "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.35.4\n";
const std::string kKubelet =
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

Json map(const std::string& name, const Json& data) {
  return {{"kind", "ConfigMap"},
          {"metadata", {{"name", name}, {"namespace", "kube-system"}}},
          {"data", data}};
}

void put_pod(MemoryHttp& api, const std::string& component, const std::string& image) {
  Json pod = {{"metadata",
               {{"name", component + "-cp"},
                {"namespace", "kube-system"},
                {"labels", {{"tier", "control-plane"}, {"component", component}}}}},
              {"spec", {{"nodeName", "cp"}, {"containers", {{{"image", image}}}}}}};
  if (component == "kube-apiserver")
    pod["metadata"]["annotations"]
       ["kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint"] = "192.168.1.20:6443";
  api.put("/api/v1/namespaces/kube-system/pods/" + component + "-cp", pod);
}

void put_addons(MemoryHttp& api) {
  const auto workload = [](const std::string& name, const std::string& image) -> Json {
    return {{"metadata",
             {{"name", name}, {"namespace", "kube-system"}, {"labels", {{"k8s-app", "kube-dns"}}}}},
            {"spec", {{"template", {{"spec", {{"containers", {{{"image", image}}}}}}}}}}};
  };
  const std::string apps = "/apis/apps/v1/namespaces/kube-system/";
  api.put(apps + "deployments/coredns", workload("coredns", "r/coredns:v1.13.1"));
  api.put(apps + "daemonsets/kube-proxy", workload("kube-proxy", "r/kube-proxy:v1.35.4"));
}

void put_cluster(MemoryHttp& api) {
  api.put(
      "/api/v1/nodes/cp",
      {{"metadata", {{"name", "cp"}, {"labels", {{"node-role.kubernetes.io/control-plane", ""}}}}},
       {"status",
        {{"conditions", {{{"type", "Ready"}, {"status", "True"}}}},
         {"nodeInfo", {{"kubeletVersion", "v1.35.4"}}}}}});
  put_pod(api, "kube-apiserver", "r/kube-apiserver:v1.35.4@sha256:00");
  put_pod(api, "kube-controller-manager", "r/kube-controller-manager:v1.35.4");
  put_pod(api, "kube-scheduler", "r/kube-scheduler:v1.35.3");
  put_pod(api, "etcd", "r/etcd:3.6.6-0");
  put_addons(api);
  api.put(kMaps + "kubeadm-config",
          map("kubeadm-config", {{"ClusterConfiguration", kConfiguration}}));
  auto kubelet = map("kubelet-config", {{"kubelet", kKubelet}});
  kubelet["metadata"]["annotations"]["kubeadm.kubernetes.io/component-config.hash"] =
      "sha256:" + hex(sha256(kKubelet));
  api.put(kMaps + "kubelet-config", kubelet);
  api.put(kMaps + "kube-proxy",
          map("kube-proxy", {{"config.conf", "apiVersion: kubeproxy.config.k8s.io/v1alpha1\n"}}));
  api.put(kMaps + "coredns", map("coredns", {{"Corefile", ".:53 {}\n"}}));
}

constexpr const char* kMetrics =
    "# TYPE apiserver_requested_deprecated_apis gauge\n"
    "apiserver_requested_deprecated_apis{group=\"networking.k8s.io\",removed_release=\"1.37\","
    "resource=\"ipaddresses\",subresource=\"\",version=\"v1beta1\"} 1\n"
    "apiserver_requested_deprecated_apis{group=\"\",removed_release=\"\","
    "resource=\"componentstatuses\",subresource=\"\",version=\"v1\"} 1\n"
    "apiserver_requested_deprecated_apis{group=\"\",removed_release=\"\","
    "resource=\"endpoints\",subresource=\"\",version=\"v1\"} 0\n"
    "apiserver_requested_deprecated_apis{group=\"networking.k8s.io\",removed_release=\"1.37\","
    "resource=\"ipaddresses\",subresource=\"status\",version=\"v1beta1\"} 1\n"
    "apiserver_requested_total{} 1\n";

/// One control plane whose API answers at the balancer and at its own address.
struct Upgradable : ClusterWorld {
  Upgradable() {
    put_control_plane();
    put_cluster(peer(kBalancer));
    peer(kBalancer).answer("/version", {200, R"({"gitVersion":"v1.35.4"})", {}});
    peer(kOwnApi).answer("/metrics", {200, kMetrics, {}});
    etcd = std::make_shared<MemoryEtcd>();
    files.write("/var/lib/kubelet/instance-config.yaml", "containerRuntimeEndpoint: unix:///s\n",
                {});
    files.write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--a=b\"\n", {});
  }
};

OpenCri runtime(Names images) {
  auto cri = std::make_shared<SpokenCri>();
  cri->there.insert(images.begin(), images.end());
  return [cri](const std::string&) { return cri; };
}

Json budget(const std::string& name, int allowed, const Json& selector) {
  return {{"metadata", {{"name", name}, {"namespace", "web"}}},
          {"spec", {{"selector", selector}}},
          {"status", {{"disruptionsAllowed", allowed}, {"expectedPods", 1}}}};
}

}  // namespace

TEST_CASE("every component's version is read off the cluster, by node") {
  const Upgradable made;
  const auto seen = observe_upgrade(made.eyes(), runtime({"r/kube-apiserver:v1.36.3"}));
  CHECK(seen.endpoint == kBalancer);
  CHECK(seen.versions.apiservers == std::vector<NodeVersion>{{"cp", "v1.35.4"}});
  CHECK(seen.versions.schedulers == std::vector<NodeVersion>{{"cp", "v1.35.3"}});
  CHECK(seen.versions.etcd == std::vector<NodeVersion>{{"cp", "3.6.6-0"}});
  CHECK(seen.versions.kubelets == std::vector<NodeVersion>{{"cp", "v1.35.4"}});
  CHECK(seen.versions.coredns == "v1.13.1");
  CHECK(seen.versions.kube_proxy == "v1.35.4");
  CHECK(seen.versions.configured == "v1.35.4");
  REQUIRE(seen.nodes.size() == 1);
  CHECK((seen.nodes[0].control_plane && seen.nodes[0].ready));
  REQUIRE(seen.etcd_seen);
  CHECK(seen.etcd.at(0).version == "3.6.16");
  CHECK(seen.etcd.at(0).fault.empty());
  CHECK(seen.images == Names{"r/kube-apiserver:v1.36.3"});
  CHECK(seen.missing_manifests.empty());
  CHECK_THAT(seen.kubelet_arguments, Catch::Contains("--a=b"));
}

TEST_CASE("stored configurations are read, and whether somebody changed them") {
  const Upgradable made;
  const auto seen = observe_upgrade(made.eyes(), runtime({}));
  REQUIRE(seen.configuration);
  CHECK(seen.configuration->kubernetes_version == "v1.35.4");
  CHECK((seen.kubelet && seen.kubelet_generated));
  CHECK((seen.proxy && !seen.proxy_generated));
  CHECK(seen.corefile == ".:53 {}\n");
  REQUIRE(seen.configs.size() == 2);
  CHECK(seen.configs[0].version == "v1alpha1");
  CHECK(seen.configs[1].version == "v1beta1");
}

TEST_CASE("deprecated APIs are those of every API server's own metrics, once each") {
  const Upgradable made;
  const auto seen = observe_upgrade(made.eyes(), runtime({}));
  REQUIRE(seen.deprecated.size() == 2);
  CHECK(seen.deprecated[0].resource == "ipaddresses");
  CHECK(seen.deprecated[0].removed_release == "1.37");
  CHECK(seen.deprecated[1].group.empty());
}

TEST_CASE("metrics of any shape are looked through without harm") {
  CHECK(deprecated_in_metrics("").empty());
  CHECK(deprecated_in_metrics("apiserver_requested_deprecated_apis{").empty());
  CHECK(deprecated_in_metrics("apiserver_requested_deprecated_apis{version=\"} 1").empty());
  CHECK(deprecated_in_metrics("apiserver_requested_deprecated_apis{version=\"v1\"} 1").empty());
}

TEST_CASE("a cluster that does not answer is absent, and so is what else does not") {
  ClusterWorld made;
  made.put_control_plane();
  const auto seen = observe_upgrade(
      made.eyes(), [](const std::string&) -> std::shared_ptr<Cri> { throw Silence("no runtime"); });
  CHECK(seen.endpoint.empty());
  CHECK_FALSE((seen.configuration || seen.images || seen.etcd_seen));
  CHECK_FALSE(seen.unseen.empty());
}

TEST_CASE("what the API server refuses is named, the rest is still seen") {
  Upgradable made;
  auto api = std::make_shared<FakeApi>();
  put_cluster(*api);
  api->refused["/apis/policy/v1/poddisruptionbudgets"] = 403;
  made.peers[kBalancer] = api;
  const auto seen = observe_upgrade(made.eyes(), runtime({}));
  CHECK(std::any_of(seen.unseen.begin(), seen.unseen.end(), [](const std::string& what) {
    return what.starts_with("disruption budgets: ");
  }));
  CHECK(seen.corefile);
}

TEST_CASE("answers of any shape are looked through without harm") {
  struct Parrot : Http {
    std::string words;
    Response get(const std::string&) const override { return {200, words, {}}; }
    Response send(const Request&) override { return {200, words, {}}; }
  };
  for (const char* words :
       {"[]", "7", R"({"items": 7})", R"({"items": [1, null, "a", {"metadata": 7, "spec": []}]})",
        R"({"metadata": {"annotations": []}, "data": {"kubelet": 7, "Corefile": []}})",
        R"({"items": [{"spec": {"selector": {"matchLabels": [1], "matchExpressions": [7]}},
                       "status": {"disruptionsAllowed": 0, "expectedPods": 1}}]})"}) {
    Upgradable made;
    auto parrot = std::make_shared<Parrot>();
    parrot->words = words;
    auto eyes = made.eyes();
    eyes.http = [parrot](const Endpoint&) { return parrot; };
    CHECK_NOTHROW(observe_upgrade(eyes, runtime({})));
  }
}

TEST_CASE("an API server whose image has no tag says its version itself") {
  Upgradable made;
  put_pod(made.peer(kBalancer), "kube-apiserver", "r/kube-apiserver@sha256:00");
  const auto seen = observe_upgrade(made.eyes(), runtime({}));
  CHECK(seen.versions.apiservers == std::vector<NodeVersion>{{"cp", "v1.35.4"}});
}

TEST_CASE("budgets that let nothing go are found with the pods they hold") {
  auto api = std::make_shared<FakeApi>();
  api->put("/apis/policy/v1/namespaces/web/poddisruptionbudgets/tight",
           budget("tight", 0, {{"matchLabels", {{"app", "web"}}}}));
  api->put("/apis/policy/v1/namespaces/web/poddisruptionbudgets/loose",
           budget("loose", 1, {{"matchLabels", {{"app", "web"}}}}));
  api->put("/apis/policy/v1/namespaces/web/poddisruptionbudgets/other",
           budget("other", 0, {{"matchLabels", {{"app", "db"}}}}));
  api->put("/api/v1/namespaces/web/pods/web-1",
           {{"metadata", {{"name", "web-1"}, {"namespace", "web"}, {"labels", {{"app", "web"}}}}},
            {"spec", {{"nodeName", "w1"}}},
            {"status", {{"phase", "Running"}}}});
  const auto found = blocking_budgets(Client(api));
  REQUIRE(found.size() == 1);
  CHECK(found[0].name == "tight");
  CHECK(found[0].pods == Names{"w1/web-1"});
}

TEST_CASE("a label selector is written as a query takes it") {
  CHECK(selector_query(Json::parse(R"({"matchLabels": {"app": "web"}, "matchExpressions": [
    {"key": "tier", "operator": "In", "values": ["a", "b"]},
    {"key": "old", "operator": "DoesNotExist"}, {"key": "x", "operator": "Odd"}]})")) ==
        "app%3dweb%2ctier%20in%20%28a%2cb%29%2c%21old");
  CHECK(selector_query(Json::object()).empty());
  CHECK(selector_query(Json("text")).empty());
}

TEST_CASE("definitions tell which versions they store, serve and had stored") {
  auto api = std::make_shared<FakeApi>();
  api->put("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/a.example.com",
           Json::parse(R"({"metadata": {"name": "a.example.com"},
    "spec": {"versions": [{"name": "v1", "served": true, "storage": true},
                          {"name": "v1beta1", "served": false, "storage": false}]},
    "status": {"storedVersions": ["v1beta1", "v1", 7]}})"));
  const auto found = custom_definitions(Client(api));
  REQUIRE(found.size() == 1);
  CHECK(found[0].stored == Names{"v1beta1", "v1"});
  CHECK(found[0].served == Names{"v1"});
  CHECK(found[0].storage == "v1");
}

TEST_CASE("who wrote objects through an API that the next minor lacks is found without using it") {
  auto api = std::make_shared<FakeApi>();
  const std::string group = "/apis/storagemigration.k8s.io";
  api->answer(group, {200, R"({"preferredVersion": {"version": "v1beta1"}})", {}});
  api->put(group + "/v1beta1/storageversionmigrations/one", Json::parse(R"({"metadata": {
    "name": "one", "managedFields": [
      {"manager": "operator", "apiVersion": "storagemigration.k8s.io/v1alpha1"},
      {"manager": "kubectl", "apiVersion": "storagemigration.k8s.io/v1beta1"}]}})"));
  const auto found = written_through_removed(Client(api), 35);
  REQUIRE(found.size() == 1);
  CHECK(found[0].managers == Names{"operator"});
  CHECK(written_through_removed(Client(api), 36).empty());
}

}  // namespace kcluster
