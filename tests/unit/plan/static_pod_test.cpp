#include "plan/static_pod.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "plan/control_plane.h"

using namespace kcluster;

namespace {

Config config() {
  Config out;
  out.cluster.kubernetes_version = "v1.36.3";
  out.init.node.name = "cka-control";
  out.init.local_api.advertise_address = "192.168.1.20";
  return out;
}

bool has(const StaticPodPlan& pod, const std::string& flag) {
  return std::find(pod.command.begin(), pod.command.end(), flag) != pod.command.end();
}

std::vector<std::string> volume_names(const StaticPodPlan& pod) {
  std::vector<std::string> out;
  for (const auto& volume : pod.volumes) out.push_back(volume.name);
  return out;
}

}  // namespace

TEST_CASE("only proxy variables with a value are handed on, and the user's win") {
  const std::vector<std::string> environment{"HTTP_PROXY=p", "no_proxy=a", "X=1",
                                             "E_PROXY=", "odd"};
  const auto proxies = proxy_variables(environment);
  REQUIRE(proxies.size() == 2);
  const std::vector<EnvVar> own{{"HTTP_PROXY", {{"value", "mine"}}}, {"A", Json::object()}};
  const auto merged = merged_env(proxies, own);
  REQUIRE(merged.size() == 3);
  CHECK(merged[0].name == "A");
  CHECK(merged[1].spec["value"] == "mine");
}

TEST_CASE("the startup probe covers the whole time limit") {
  CHECK(startup_failures(std::chrono::minutes(4)) == 24);
  CHECK(startup_failures(std::chrono::seconds(241)) == 25);
  CHECK(startup_failures(std::chrono::milliseconds(1)) == 1);
}

TEST_CASE("the API server follows its address family and the local etcd") {
  Config c = config();
  c.init.local_api = {"fd00::20", 7443};
  const auto pod = plan_apiserver(c, {});
  CHECK(has(pod, "--etcd-servers=https://[::1]:2379"));
  CHECK(has(pod, "--secure-port=7443"));
  CHECK(pod.probe_port == 7443);
  CHECK(pod.annotations.begin()->second == "[fd00::20]:7443");
}

TEST_CASE("a structured authorization takes the place of the mode") {
  Config c = config();
  CHECK(has(plan_apiserver(c, {}), "--authorization-mode=Node,RBAC"));
  c.cluster.api_server.extra_args = {{"authorization-config", "/a.yaml"}};
  CHECK_FALSE(has(plan_apiserver(c, {}), "--authorization-mode=Node,RBAC"));
}

TEST_CASE(
    "folders of an external etcd's certificates are mounted once, nested ones with their parent") {
  Config c = config();
  c.cluster.external_etcd = ExternalEtcd{{"https://e:2379"},
                                         {},
                                         "/etc/etcd/ca/ca.crt",
                                         "/etc/etcd/c.crt",
                                         "/etc/kubernetes/pki/k.key"};
  CHECK(volume_names(plan_apiserver(c, {})) ==
        std::vector<std::string>{"ca-certs", "etcd-certs-0", "k8s-certs"});
}

TEST_CASE(
    "trusted roots of the node and the user's volumes are mounted, the user's winning by name") {
  Config c = config();
  c.cluster.controller_manager.extra_volumes = {
      {"ca-certs", "/mine", "/etc/ssl/certs", "File", false}};
  const auto pod = plan_controller_manager(c, {.trust_folders = {"/usr/share/ca-certificates"}});
  CHECK(volume_names(pod) == std::vector<std::string>{"ca-certs", "k8s-certs", "kubeconfig",
                                                      "usr-share-ca-certificates"});
  CHECK(pod.volumes[0].host_path == "/mine");
}

TEST_CASE("without the authority's key the controller manager signs nothing") {
  const auto pod = plan_controller_manager(config(), {.external_ca = true});
  CHECK(has(pod, "--cluster-signing-cert-file="));
  CHECK(has(pod, "--cluster-signing-key-file="));
}

TEST_CASE("pod ranges make the controller manager hand out node ranges") {
  Config c = config();
  CHECK_FALSE(has(plan_controller_manager(c, {}), "--allocate-node-cidrs=true"));
  c.cluster.networking.pod_subnet = "10.244.0.0/16";
  const auto pod = plan_controller_manager(c, {});
  CHECK(has(pod, "--allocate-node-cidrs=true"));
  CHECK(has(pod, "--cluster-cidr=10.244.0.0/16"));
  CHECK(has(pod, "--service-cluster-ip-range=10.96.0.0/12"));
}

TEST_CASE("a component that listens everywhere is probed at the pod's address") {
  Config c = config();
  c.cluster.scheduler.extra_args = {{"bind-address", "10.1.1.1"}, {"bind-address", "::"}};
  CHECK(plan_scheduler(c, {}).probe_host.empty());
  CHECK(plan_scheduler(config(), {}).probe_host == "127.0.0.1");
}
