#include "manifest/addons.h"

#include <catch2/catch.hpp>

using namespace kcluster;

namespace {

Json find(const std::vector<Json>& objects, const std::string& kind) {
  for (const auto& object : objects)
    if (object["kind"] == kind) return object;
  return {};
}

}  // namespace

TEST_CASE("CoreDNS has its image, address, domain and replicas, and is patched") {
  const CoreDnsPlan plan{
      true,
      "r/coredns:v1",
      "corp.example",
      "10.96.0.10",
      {{"corednsdeployment.yaml", "spec: {template: {spec: {hostNetwork: true}}}"},
       {"etcd.yaml", "x: 1"}}};
  const auto objects = coredns_objects(plan, 7);
  REQUIRE(objects.size() == 6);
  const Json deployment = find(objects, "Deployment");
  CHECK(deployment["spec"]["replicas"] == 7);
  CHECK(deployment["spec"]["template"]["spec"]["hostNetwork"] == true);
  CHECK(deployment["spec"]["template"]["spec"]["containers"][0]["image"] == "r/coredns:v1");
  CHECK(find(objects, "Service")["spec"]["clusterIP"] == "10.96.0.10");
  const auto corefile = find(objects, "ConfigMap")["data"]["Corefile"].get<std::string>();
  CHECK(corefile.find("kubernetes corp.example in-addr.arpa") != std::string::npos);
  CHECK(corefile.find("disable denial corp.example\n") != std::string::npos);
}

TEST_CASE("kube-proxy has its configuration, server and proxy variables") {
  ProxyPlan plan;
  plan.image = "r/kube-proxy:v1";
  plan.server = "https://api:6443";
  plan.config = {{"kind", "KubeProxyConfiguration"}};
  plan.env = {{"NO_PROXY", {{"name", "NO_PROXY"}, {"value", "x"}}}};
  const auto objects = proxy_objects(plan);
  REQUIRE(objects.size() == 6);
  const Json map = find(objects, "ConfigMap");
  CHECK(map["data"]["config.conf"] == "kind: KubeProxyConfiguration");
  const auto kubeconfig = map["data"]["kubeconfig.conf"].get<std::string>();
  CHECK(kubeconfig.find("    server: https://api:6443\n") != std::string::npos);
  CHECK(kubeconfig.back() != '\n');
  const Json env = find(objects, "DaemonSet")["spec"]["template"]["spec"]["containers"][0]["env"];
  REQUIRE(env.size() == 2);
  CHECK(env[1]["name"] == "NO_PROXY");
}

TEST_CASE("only a configuration that nobody wrote is marked by its hash") {
  ProxyPlan plan;
  const char* key = "kubeadm.kubernetes.io/component-config.hash";
  const Json marked = find(proxy_objects(plan), "ConfigMap");
  CHECK(marked["metadata"]["annotations"][key].get<std::string>().size() == 7 + 64);
  plan.config_generated = false;
  CHECK_FALSE(find(proxy_objects(plan), "ConfigMap")["metadata"].contains("annotations"));
}
