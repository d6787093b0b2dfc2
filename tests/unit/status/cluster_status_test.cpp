#include "status/cluster_status.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "etcd/memory_etcd.h"
#include "tests/unit/status/cluster_world.h"

namespace kcluster {
namespace {

constexpr const char* kOwnApi = "https://192.168.1.20:6443";
constexpr const char* kBalancer = "https://balancer:6443";
const std::string kSystem = "/api/v1/namespaces/kube-system/";

void put_node(MemoryHttp& api, const std::string& name, const char* ready) {
  api.put(
      "/api/v1/nodes/" + name,
      {{"metadata", {{"name", name}, {"labels", {{"node-role.kubernetes.io/control-plane", ""}}}}},
       {"spec", {{"unschedulable", true}}},
       {"status",
        {{"conditions", {{{"type", "Ready"}, {"status", ready}, {"message", "no network"}}}},
         {"addresses", {{{"type", "InternalIP"}, {"address", "192.168.1.23"}}}},
         {"nodeInfo", {{"kubeletVersion", "v1.36.3"}}}}}});
}

void put_pod(MemoryHttp& api, const std::string& component, const std::string& node,
             const char* ready) {
  Json pod = {
      {"metadata",
       {{"name", component + "-" + node},
        {"namespace", "kube-system"},
        {"labels", {{"tier", "control-plane"}, {"component", component}}}}},
      {"spec", {{"nodeName", node}}},
      {"status", {{"conditions", {{{"type", "Ready"}, {"status", ready}}}}, {"phase", "Running"}}}};
  if (component == "kube-apiserver")
    pod["metadata"]["annotations"]
       ["kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint"] = "192.168.1.23:6443";
  api.put(kSystem + "pods/" + component + "-" + node, pod);
}

void put_cluster(MemoryHttp& api) {
  put_node(api, "cka-control2", "False");
  put_pod(api, "kube-apiserver", "cka-control2", "True");
  put_pod(api, "kube-scheduler", "cka-control2", "True");
  put_pod(api, "kube-controller-manager", "cka-control2", "False");
  put_pod(api, "etcd", "cka-control2", "True");
  api.put("/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler",
          {{"metadata", {{"name", "kube-scheduler"}, {"namespace", "kube-system"}}},
           {"spec",
            {{"holderIdentity", "cka-control2_3f0"},
             {"leaseDurationSeconds", 15},
             {"renewTime", "2026-11-21T14:30:20.123456Z"}}}});
  api.put(kSystem + "configmaps/kubeadm-config",
          {{"metadata", {{"name", "kubeadm-config"}, {"namespace", "kube-system"}}},
           {"data", {{"ClusterConfiguration", "kubernetesVersion: v1.36.3\n"}}}});
  api.put(
      kSystem + "secrets/bootstrap-token-abcdef",
      {{"metadata", {{"name", "bootstrap-token-abcdef"}, {"namespace", "kube-system"}}},
       {"type", "bootstrap.kubernetes.io/token"},
       {"data", {{"token-id", base64("abcdef")}, {"token-secret", base64("0123456789abcdef")}}}});
}

const ComponentStatus& find(const ClusterStatus& status, const std::string& name,
                            const std::string& node) {
  const auto found =
      std::find_if(status.components.begin(), status.components.end(),
                   [&](const auto& each) { return each.name == name && each.node == node; });
  REQUIRE(found != status.components.end());
  return *found;
}

}  // namespace

TEST_CASE("nodes are told with what kubectl shows of them, and why one is not ready") {
  ClusterWorld w;
  put_cluster(w.peer(kBalancer));
  const auto status = look_at_cluster(w.eyes());
  REQUIRE(status.nodes.size() == 1);
  const auto& node = status.nodes.front();
  CHECK(node.roles == std::vector<std::string>{"control-plane"});
  CHECK_FALSE(node.ready);
  CHECK(node.why == "no network");
  CHECK(node.cordoned);
  CHECK(node.version == "v1.36.3");
  CHECK(node.address == "192.168.1.23");
  CHECK(status.version == "v1.36.3");
  CHECK(status.endpoint == kBalancer);
  CHECK(status.unseen.empty());
}

TEST_CASE("components of other nodes: API servers are asked, the rest judged by their pods") {
  ClusterWorld w;
  put_cluster(w.peer(kBalancer));
  w.peer("https://192.168.1.23:6443");
  const auto status = look_at_cluster(w.eyes());
  const auto& server = find(status, "kube-apiserver", "cka-control2");
  CHECK(server.evidence == ComponentStatus::Evidence::answer);
  CHECK(server.well);
  const auto& scheduler = find(status, "kube-scheduler", "cka-control2");
  CHECK(scheduler.evidence == ComponentStatus::Evidence::pod);
  CHECK(scheduler.well);
  CHECK(scheduler.leads);
  const auto& manager = find(status, "kube-controller-manager", "cka-control2");
  CHECK_FALSE(manager.well);
  CHECK_FALSE(manager.leads);
  CHECK(status.components.size() == 3);  // etcd's members are asked elsewhere
}

TEST_CASE("a lease that nobody renews has no leader") {
  ClusterWorld w;
  put_cluster(w.peer(kBalancer));
  w.clock.advance(std::chrono::minutes(1));
  CHECK_FALSE(find(look_at_cluster(w.eyes()), "kube-scheduler", "cka-control2").leads);
}

TEST_CASE("this node's components are asked at their own endpoints") {
  ClusterWorld w;
  w.put_control_plane();
  w.peer("https://127.0.0.1:10257");
  w.peer("http://127.0.0.1:10248").answer("/healthz", {500, "sick", {}});
  const auto status = look_at_cluster(w.eyes());
  CHECK(find(status, "kube-controller-manager", "this node").well);
  CHECK(find(status, "kube-scheduler", "this node").why == "connection refused");
  CHECK(find(status, "kubelet", "this node").why == "http://127.0.0.1:10248/healthz answers 500");
}

TEST_CASE(
    "a control plane whose API server has no manifest says so, and of the others how they are") {
  ClusterWorld w;
  w.put_control_plane();
  w.files.remove("/etc/kubernetes/manifests/kube-apiserver.yaml");
  w.peer("https://127.0.0.1:10257");
  const auto status = look_at_cluster(w.eyes());
  CHECK_THAT(find(status, "kube-apiserver", "this node").why,
             Catch::Contains("/etc/kubernetes/manifests/kube-apiserver.yaml"));
  CHECK(find(status, "kube-controller-manager", "this node").well);
}

TEST_CASE("behind a silent balancer this node's own API server is asked") {
  ClusterWorld w;
  w.put_control_plane();
  put_cluster(w.peer(kOwnApi));
  const auto status = look_at_cluster(w.eyes());
  CHECK(status.endpoint == kOwnApi);
  CHECK(status.nodes.size() == 1);
  CHECK(status.unseen ==
        std::vector<std::string>{"the cluster at https://balancer:6443: connection refused"});
}

TEST_CASE("while no API server answers, what else there is is told") {
  ClusterWorld w;
  w.etcd = std::make_shared<MemoryEtcd>();
  const auto status = look_at_cluster(w.eyes());
  CHECK(status.endpoint.empty());
  REQUIRE(status.etcd);
  CHECK(status.etcd->quorum().sound() == 1);
  CHECK(status.unseen.size() == 1);
}

TEST_CASE("who may see only a part is told what is not shown") {
  ClusterWorld w;
  auto& api = w.peer(kBalancer);
  put_cluster(api);
  api.answer(kSystem + "secrets", {403, "{}", {}});
  const auto status = look_at_cluster(w.eyes());
  CHECK(status.nodes.size() == 1);
  CHECK(status.tokens.empty());
  CHECK(status.unseen.size() == 1);
}

TEST_CASE("a worker's kubelet sees its own node, and is told that it does not see the others") {
  ClusterWorld w;
  auto& api = w.peer(kBalancer);
  put_node(api, "cka-worker1", "True");
  put_node(api, "cka-worker2", "True");
  api.answer("/api/v1/nodes", {403, "{}", {}});
  w.put_kubelet("cka-worker1");
  const auto status = look_at_cluster(w.eyes());
  CHECK(status.endpoint == kBalancer);
  REQUIRE(status.nodes.size() == 1);
  CHECK(status.nodes.front().name == "cka-worker1");
  REQUIRE(status.unseen.size() == 1);
  CHECK_THAT(status.unseen.front(), Catch::Contains("the cluster at https://balancer:6443"));
}

TEST_CASE("the last backup is the one that was noted here; a note of no sense is not seen") {
  ClusterWorld w;
  put_cluster(w.peer(kBalancer));
  CHECK_FALSE(look_at_cluster(w.eyes()).backup);
  note_backup({w.clock.now(), "/var/backups/a.tar", 12}, w.files);
  CHECK(w.files.look("/var/lib/kcluster/last-backup.json")->mode == 0600);
  const auto seen = look_at_cluster(w.eyes()).backup;
  REQUIRE(seen);
  CHECK(seen->file == "/var/backups/a.tar");
  CHECK(seen->revision == 12);
  CHECK(seen->taken == w.clock.now());
  w.files.write("/var/lib/kcluster/last-backup.json", "{torn", {0600});
  const auto torn = look_at_cluster(w.eyes());
  CHECK_FALSE(torn.backup);
  CHECK(torn.unseen.size() == 1);
}

TEST_CASE("tokens are told by their ids, their secrets stay out") {
  ClusterWorld w;
  put_cluster(w.peer(kBalancer));
  const auto status = look_at_cluster(w.eyes());
  REQUIRE(status.tokens.size() == 1);
  CHECK(status.tokens.front().id == "abcdef");
  CHECK(status.tokens.front().secret == nullptr);
}

}  // namespace kcluster
