#include "manifest/static_pod.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

namespace {

StaticPodPlan plan() {
  StaticPodPlan pod;
  pod.name = "etcd";
  pod.image = "etcd:1";
  pod.command = {"etcd", "--a=b"};
  pod.volumes = {{"z", "/z", "/z2", "", false}, {"a", "/a", "/a2"}};
  pod.env = {{"E", {{"value", ""}}}, {"F", {{"valueFrom", {{"fieldRef", {{"fieldPath", "x"}}}}}}}};
  pod.cpu = "100m";
  pod.probe_port = 2381;
  pod.probe_host = "::1";
  pod.live_path = "/livez";
  return pod;
}

}  // namespace

TEST_CASE("a static pod is labelled, critical, on the host's network and confined") {
  const Json pod = static_pod(plan());
  CHECK(pod["metadata"]["labels"] == Json{{"component", "etcd"}, {"tier", "control-plane"}});
  CHECK(pod["spec"]["priority"] == 2000001000);
  CHECK(pod["spec"]["hostNetwork"] == true);
  CHECK(pod["spec"]["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault");
  CHECK(pod["status"] == Json::object());
  CHECK(manifest_path("etcd") == "/etc/kubernetes/manifests/etcd.yaml");
}

TEST_CASE("mounts keep their order, volumes are sorted") {
  const Json spec = static_pod(plan())["spec"];
  CHECK(spec["volumes"][0] ==
        Json::parse(R"({"name":"a","hostPath":{"path":"/a","type":"DirectoryOrCreate"}})"));
  CHECK(spec["volumes"][1]["hostPath"]["type"] == "");
  CHECK(spec["containers"][0]["volumeMounts"] == Json::parse(R"([{"name":"z","mountPath":"/z2"},
                        {"name":"a","mountPath":"/a2","readOnly":true}])"));
}

TEST_CASE("probes go to the named port, and only those wanted are there") {
  const Json container = static_pod(plan())["spec"]["containers"][0];
  CHECK(container["ports"] ==
        Json::parse(R"([{"name":"probe-port","containerPort":2381,"protocol":"TCP"}])"));
  CHECK(container["livenessProbe"]["httpGet"]["port"] == "probe-port");
  CHECK(container["livenessProbe"]["httpGet"]["host"] == "::1");
  CHECK_FALSE(container.contains("readinessProbe"));
  CHECK_FALSE(container.contains("startupProbe"));
}

TEST_CASE("variables are completed as Kubernetes completes them") {
  const Json env = static_pod(plan())["spec"]["containers"][0]["env"];
  CHECK(env[0] == Json{{"name", "E"}});
  CHECK(env[1]["valueFrom"]["fieldRef"] == Json{{"apiVersion", "v1"}, {"fieldPath", "x"}});
}

TEST_CASE("a patch that leaves no valid pod is refused") {
  const std::vector<PatchFile> good{
      {"etcd.yaml", "spec: {containers: [{name: etcd, image: mine}]}"}};
  CHECK(patched_pod(plan(), good)["spec"]["containers"][0]["image"] == "mine");
  const std::vector<PatchFile> bad{{"etcd.yaml", "spec: {containers: [{name: etcd, image: 3}]}"}};
  CHECK_THROWS_AS(patched_pod(plan(), bad), Error);
}
