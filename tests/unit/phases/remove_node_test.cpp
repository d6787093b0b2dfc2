#include "phases/remove_node.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/memory_etcd.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

EtcdMember member(std::uint64_t id, const std::string& name, const std::string& address) {
  return {id, name, {"https://" + address + ":2380"}, {"https://" + address + ":2379"}, false};
}

MemoryEtcd three() {
  EtcdCluster cluster;
  cluster.members = {member(0xa1, "a", "10.0.0.1"), member(0xa2, "b", "10.0.0.2"),
                     member(0xa3, "c", "10.0.0.3")};
  cluster.leader = 0xa1;
  return MemoryEtcd(cluster);
}

NodeRemovePlan of(const std::string& node) {
  NodeRemovePlan plan;
  plan.node = node;
  return plan;
}

}  // namespace

TEST_CASE("a dead control plane's member is removed, by its name or its address") {
  auto etcd = three();
  Report report;
  etcd.cluster.silent = {0xa3};
  CHECK(remove_etcd_member(of("c"), etcd, report));
  CHECK(etcd.cluster.members.size() == 2);
  CHECK_FALSE(remove_etcd_member(of("c"), etcd, report));
  auto renamed = of("node-b");
  renamed.peer_urls = {"https://10.0.0.2:2380"};
  CHECK(remove_etcd_member(renamed, etcd, report));
}

TEST_CASE("a worker has no member") {
  auto etcd = three();
  Report report;
  CHECK_FALSE(remove_etcd_member(of("worker"), etcd, report));
  CHECK(etcd.changes().empty());
}

TEST_CASE("a member that the others need stays unless its loss is accepted") {
  auto etcd = three();
  Report report;
  etcd.cluster.silent = {0xa3};
  CHECK_THROWS_WITH(remove_etcd_member(of("b"), etcd, report),
                    Catch::Contains("c does not answer"));
  CHECK(etcd.changes().empty());
  auto plan = of("b");
  plan.allow_quorum_loss = true;
  CHECK(remove_etcd_member(plan, etcd, report));
}

TEST_CASE("kubeadm's old ClusterStatus forgets the node and keeps the others") {
  auto http = std::make_shared<FakeApi>();
  Client api(http);
  const std::string path = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";
  forget_cluster_status("c", api);
  http->put(
      path,
      {{"kind", "ConfigMap"},
       {"metadata", {{"name", "kubeadm-config"}}},
       {"data",
        {{"ClusterStatus", "apiEndpoints:\n  a:\n    bindPort: 6443\n  c:\n    bindPort: 6443\n"},
         {"ClusterConfiguration", "x"}}}});
  forget_cluster_status("c", api);
  CHECK(http->object(path)->at("data") ==
        Json{{"ClusterStatus", "apiEndpoints:\n  a:\n    bindPort: 6443\n"},
             {"ClusterConfiguration", "x"}});
  const auto changes = http->changes().size();
  forget_cluster_status("c", api);
  CHECK(http->changes().size() == changes);
}

TEST_CASE("a node is deleted once") {
  auto http = std::make_shared<FakeApi>();
  Client api(http);
  http->put("/api/v1/nodes/c", {{"kind", "Node"}, {"metadata", {{"name", "c"}}}});
  CHECK(delete_node("c", api));
  CHECK_FALSE(delete_node("c", api));
}

}  // namespace kcluster
