#include "observe/cluster.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "tests/support/joinable.h"

using namespace kcluster;

namespace {

constexpr const char* kLease = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1";

Json node(const char* ready) {
  return {{"apiVersion", "v1"},
          {"kind", "Node"},
          {"metadata", {{"name", "w1"}}},
          {"status",
           {{"conditions", {{{"type", "Ready"}, {"status", ready}}}},
            {"addresses",
             {{{"type", "InternalIP"}, {"address", "10.0.0.9"}},
              {{"type", "Hostname"}, {"address", "w1"}}}}}}};
}

}  // namespace

TEST_CASE("a joining node reads the cluster's configuration and its kubelets'") {
  Joinable cluster;
  const auto seen = observe_cluster(Client(cluster.api), "w1", cluster.clock);
  CHECK(seen.configuration.kubernetes_version == "v1.36.3");
  CHECK(seen.configuration.control_plane_endpoint == "10.0.0.1:6443");
  CHECK(seen.kubelet["failCgroupV1"] == false);
  CHECK_FALSE(seen.same_name);
}

TEST_CASE("a node of the same name is seen with its state, its address and its lease") {
  Joinable cluster;
  cluster.api->put("/api/v1/nodes/w1", node("True"));
  cluster.api->put(kLease, {{"apiVersion", "coordination.k8s.io/v1"},
                            {"kind", "Lease"},
                            {"metadata", {{"name", "w1"}, {"namespace", "kube-node-lease"}}},
                            {"spec", {{"renewTime", "2026-11-21T14:29:24.123456Z"}}}});
  auto seen = observe_cluster(Client(cluster.api), "w1", cluster.clock);
  REQUIRE(seen.same_name);
  CHECK(seen.same_name->ready);
  CHECK(seen.same_name->addresses == std::vector<std::string>{"10.0.0.9"});
  CHECK(seen.same_name->lease_age == Seconds(60));
  cluster.api->refused[kLease] = 403;
  seen = observe_cluster(Client(cluster.api), "w1", cluster.clock);
  CHECK_FALSE(seen.same_name->lease_age);
  cluster.api->put("/api/v1/nodes/w1", node("Unknown"));
  CHECK_FALSE(observe_cluster(Client(cluster.api), "w1", cluster.clock).same_name->ready);
}

TEST_CASE("what the token may not read is told with what to do") {
  Joinable cluster;
  const auto path = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";
  const auto fault = [&](int status) {
    cluster.api->refused[path] = status;
    try {
      observe_cluster(Client(cluster.api), "w1", cluster.clock);
    } catch (const Error& error) {
      CHECK_FALSE(error.remedy.empty());
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(fault(401).find("does not know the token") != std::string::npos);
  CHECK(fault(403).find("does not let this node read kubeadm-config") != std::string::npos);
  CHECK(fault(404).find("keeps no ClusterConfiguration") != std::string::npos);
}

TEST_CASE("documents of the cluster that are none are refused") {
  Joinable cluster;
  cluster.put_config("kubelet-config", "kubelet", "- 1");
  CHECK_THROWS_AS(observe_cluster(Client(cluster.api), "w1", cluster.clock), Error);
}

TEST_CASE("what control planes share is read as it is, or why it cannot be") {
  constexpr const char* path = "/api/v1/namespaces/kube-system/secrets/kubeadm-certs";
  Joinable cluster;
  const auto seen = [&] { return observe_shared_certificates(Client(cluster.api)); };
  CHECK_FALSE(seen().data);
  CHECK(seen().why.empty());
  CHECK_FALSE(lacks_ca_key(seen()));
  Json secret = {{"apiVersion", "v1"},
                 {"kind", "Secret"},
                 {"metadata", {{"name", "kubeadm-certs"}, {"namespace", "kube-system"}}},
                 {"data", {{"ca.key", "YQ=="}}}};
  cluster.api->put(path, secret);
  REQUIRE(seen().data);
  CHECK(*seen().data == secret["data"]);
  CHECK_FALSE(lacks_ca_key(seen()));
  secret["data"]["ca.key"] = "";
  cluster.api->put(path, secret);
  CHECK(lacks_ca_key(seen()));
  cluster.api->refused[path] = 403;
  CHECK_FALSE(seen().data);
  CHECK_FALSE(seen().why.empty());
}
