#include "plan/join.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/error.h"
#include "plan/settle_join.h"

using namespace kcluster;

namespace {

Seen seen() {
  Seen seen;
  seen.hostname = "Worker-1";
  seen.default_address = "10.0.0.7";
  seen.addresses = {"10.0.0.7"};
  seen.cri_sockets = {"unix:///run/crio/crio.sock"};
  seen.kubelet_version = "v1.36.3";
  return seen;
}

JoinConfiguration wanted() {
  JoinConfiguration join;
  auto& token = join.discovery.token.emplace();
  token.token = {"abcdef", std::make_shared<const Secret>("0123456789abcdef")};
  token.api_server_endpoint = "10.0.0.1:6443";
  return join;
}

SeenCluster cluster() {
  SeenCluster cluster;
  cluster.configuration.kubernetes_version = "v1.36.3";
  cluster.kubelet = {{"apiVersion", "kubelet.config.k8s.io/v1beta1"},
                     {"kind", "KubeletConfiguration"},
                     {"clusterDNS", {"10.96.0.10"}},
                     {"failSwapOn", false}};
  cluster.clock_ahead = std::chrono::seconds(7);
  cluster.server = "https://balancer:6443";
  cluster.authorities = "PEM";
  return cluster;
}

}  // namespace

TEST_CASE("a worker is settled: its name, its socket, no taints, one token for both") {
  const auto join = settle_join(wanted(), seen());
  CHECK(join.node.name == "worker-1");
  CHECK(join.node.cri_socket == "unix:///run/crio/crio.sock");
  CHECK(join.node.taints->empty());
  CHECK(join.discovery.tls_bootstrap->id == "abcdef");
}

TEST_CASE("a control plane is settled with its address and its taint") {
  auto join = wanted();
  join.control_plane.emplace();
  join = settle_join(join, seen());
  CHECK(join.control_plane->local_api.advertise_address == "10.0.0.7");
  CHECK(join.node.taints->at(0).effect == "NoSchedule");
  auto lost = seen();
  lost.default_address.clear();
  join = wanted();
  join.control_plane.emplace();
  CHECK_THROWS_AS(settle_join(join, lost), Error);
}

TEST_CASE("before discovery a join knows its checks only") {
  const auto plan = plan_join_beginning(settle_join(wanted(), seen()), seen(), Beginning::fresh);
  const auto& checks = plan.node_checks.checks;
  CHECK(checks.absent_files == std::vector<std::string>{"/etc/kubernetes/kubelet.conf",
                                                        "/etc/kubernetes/bootstrap-kubelet.conf",
                                                        "/etc/kubernetes/pki/ca.crt"});
  CHECK(checks.endpoint_host == "10.0.0.1");
  CHECK(checks.role == NodeRole::worker);
  CHECK(plan.cri_socket == "unix:///run/crio/crio.sock");
}

TEST_CASE(
    "the cluster's kubelet configuration reaches the worker's kubelet, its taints as a flag") {
  auto join = wanted();
  join.node.taints = {{"dedicated", "gpu", "NoExecute"}};
  join.node.kubelet_extra_args = {{"node-ip", "10.0.0.7"}};
  join.timeouts.tls_bootstrap = std::chrono::minutes(2);
  join = settle_join(join, seen());
  Surroundings around;
  around.hostname = "worker-1";
  const BootstrapAccess access{"https://10.0.0.1:6443", "PEM", "", nullptr, nullptr};
  const auto plan = plan_join(join, seen(), cluster(), access, around, Beginning::fresh);
  CHECK(plan.kubelet.config["clusterDNS"] == Json({"10.96.0.10"}));
  CHECK(plan.kubelet.flags ==
        std::vector<std::string>{"--register-with-taints=dedicated=gpu:NoExecute",
                                 "--node-ip=10.0.0.7"});
  CHECK(plan.bootstrap.node == "worker-1");
  CHECK(plan.bootstrap.server == "https://balancer:6443");
  CHECK(plan.access.server == "https://10.0.0.1:6443");
  CHECK(plan.bootstrap.limit == std::chrono::minutes(2));
  CHECK_FALSE(plan.cluster_checks.checks.fail_swap_on);
  CHECK(plan.cluster_checks.checks.clock_ahead == std::chrono::seconds(7));
  CHECK(plan.cluster_checks.checks.kubernetes_version == "v1.36.3");
}

TEST_CASE(
    "a control plane's kubelet speaks to its own API server, its taint goes through the API") {
  auto join = wanted();
  auto& own = join.control_plane.emplace();
  own.certificate_key = std::make_shared<const Secret>(std::string(64, 'a'));
  join = settle_join(join, seen());
  Surroundings around;
  around.hostname = "worker-1";
  auto there = cluster();
  there.configuration.control_plane_endpoint = "balancer:6443";
  const auto plan = plan_join(join, seen(), there, {"https://10.0.0.1:6443", "PEM", "", {}, {}},
                              around, Beginning::fresh);
  CHECK(plan.role == NodeRole::control_plane);
  CHECK(plan.bootstrap.server == "https://10.0.0.7:6443");
  CHECK(plan.kubelet.flags.empty());
  CHECK(plan.mark.taints.size() == 1);
  CHECK(plan.etcd.local);
  CHECK(plan.etcd.peer_url == "https://10.0.0.7:2380");
  CHECK(plan.cluster_checks.checks.shared_files.empty());
  CHECK(plan.cluster_checks.checks.endpoint_host == "balancer");
}

TEST_CASE("external etcd is asked once its client files are here, and joined by no member") {
  auto join = wanted();
  join.control_plane.emplace();
  auto there = cluster();
  there.configuration.external_etcd.emplace().http_endpoints = {"https://10.0.0.9:2379"};
  const auto planned = [&] {
    return plan_join(settle_join(join, seen()), seen(), there,
                     {"https://10.0.0.1:6443", "PEM", "", {}, {}}, {}, Beginning::fresh);
  };
  const std::vector<std::string> endpoints{"https://10.0.0.9:2379"};
  CHECK(planned().cluster_checks.checks.external_etcd.http_endpoints == endpoints);
  join.control_plane->certificate_key = std::make_shared<const Secret>(std::string(64, 'a'));
  const auto plan = planned();
  CHECK(plan.cluster_checks.checks.external_etcd.http_endpoints.empty());
  CHECK(plan.etcd_checks.checks.external_etcd.http_endpoints == endpoints);
  CHECK_FALSE(plan.etcd.local);
}

TEST_CASE("without a certificate key the shared files must be here") {
  auto join = wanted();
  join.control_plane.emplace();
  join = settle_join(join, seen());
  Surroundings around;
  const auto plan = plan_join(join, seen(), cluster(), {"https://10.0.0.1:6443", "", "", {}, {}},
                              around, Beginning::fresh);
  const auto& files = plan.cluster_checks.checks.shared_files;
  CHECK(std::find(files.begin(), files.end(), "/etc/kubernetes/pki/sa.key") != files.end());
  CHECK(std::find(files.begin(), files.end(), "/etc/kubernetes/pki/ca.key") == files.end());
}
