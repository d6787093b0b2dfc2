#include "phases/leave_etcd.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "cri/memory_cri.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"

namespace kcluster {
namespace {

EtcdMember member(std::uint64_t id, const std::string& name, const std::string& address) {
  return {id, name, {"https://" + address + ":2380"}, {"https://" + address + ":2379"}, false};
}

Sandbox pod(const std::string& id, const std::string& name) {
  Sandbox made;
  made.id = id;
  made.name = name;
  made.namespace_ = "kube-system";
  return made;
}

/// A control plane at .20, in a cluster of as many as its etcd lists.
struct Node {
  MemoryFiles files;
  MemorySystem system;
  MemoryClock clock;
  std::shared_ptr<MemoryCri> cri = std::make_shared<MemoryCri>();
  std::shared_ptr<MemoryEtcd> etcd = std::make_shared<MemoryEtcd>();
  LeaveEtcdPlan plan;
  std::vector<std::string> warnings;

  Node() {
    for (const char* path : {"/pki/ca.crt", "/pki/client.crt", "/pki/client.key", "/m/etcd.yaml",
                             "/data/member/snap/db", "/data/mine"})
      files.write(path, "x", {});
    cri->runtime.pods = {pod("p1", "etcd-cka-control"), pod("p2", "kube-apiserver-cka-control")};
    plan.local = true;
    plan.manifest = "/m/etcd.yaml";
    plan.name = "cka-control";
    plan.peer_url = "https://192.168.1.20:2380";
    plan.data_dir = "/data";
    plan.client = {{"https://127.0.0.1:2379"}, "/pki/ca.crt", "/pki/client.crt", "/pki/client.key"};
    etcd->cluster.members = {member(0xa1, "cka-control", "192.168.1.20")};
  }

  void grow() {
    etcd->cluster.members.push_back(member(0xa2, "b", "192.168.1.23"));
    etcd->cluster.members.push_back(member(0xa3, "c", "192.168.1.24"));
  }

  void leave() {
    leave_etcd(
        plan, files, system, [this](const EtcdAccess&) { return etcd; }, [this] { return cri; },
        clock,
        [this](const Event& event) {
          if (event.kind == Event::Kind::warning) warnings.push_back(event.text);
        });
  }
  bool left() const {
    return !files.look("/m/etcd.yaml") && !files.look("/data/member") && files.look("/data/mine");
  }
  bool untouched() const {
    return files.look("/m/etcd.yaml") && files.look("/data/member/snap/db") &&
           etcd->changes().empty() && cri->changes().empty();
  }
};

struct SilentEtcd : MemoryEtcd {
  std::vector<EtcdMember> members(Reading) const override { throw Silence("nobody answers"); }
};

}  // namespace

TEST_CASE("the last member is not removed, its pod and its data are") {
  Node n;
  n.leave();
  CHECK(n.left());
  CHECK(n.etcd->changes().empty());
  REQUIRE(n.cri->changes().size() == 1);
  CHECK(n.cri->changes()[0].subject == "p1");
}

TEST_CASE("one of three leaves the cluster first") {
  Node n;
  n.grow();
  n.leave();
  CHECK(n.left());
  REQUIRE(n.etcd->changes().size() == 1);
  CHECK(n.etcd->cluster.members.size() == 2);
  const auto before = n.etcd->changes().size();
  n.files.write("/m/etcd.yaml", "x", {});  // as after a cut behind the removal
  n.leave();
  CHECK(n.etcd->changes().size() == before);
  CHECK(n.left());
}

TEST_CASE("a member whose peer URL changed is known by its name") {
  Node n;
  n.grow();
  n.plan.peer_url = "https://10.0.0.1:2380";
  n.leave();
  CHECK(n.etcd->cluster.members.size() == 2);
}

TEST_CASE("a member that the others need stays, and nothing is touched") {
  Node n;
  n.grow();
  n.etcd->cluster.silent = {0xa3};
  n.plan.allow_quorum_loss = false;
  CHECK_THROWS_WITH(n.leave(), Catch::Contains("c does not answer"));
  CHECK(n.untouched());
  n.plan.allow_quorum_loss = true;
  n.leave();
  CHECK(n.left());
}

TEST_CASE("a cluster that lost its quorum is not robbed of another copy unasked") {
  Node n;
  n.grow();
  n.etcd->cluster.leader = 0;
  CHECK_THROWS_WITH(n.leave(), Catch::Contains("quorum is lost"));
  CHECK(n.untouched());
  n.plan.allow_quorum_loss = true;
  const auto begun = n.clock.now();
  n.leave();
  CHECK(n.left());
  CHECK(n.clock.now() - begun < Seconds(10));  // not the minutes that a sound etcd is given
  CHECK(n.etcd->cluster.members.size() == 3);
  CHECK_FALSE(n.warnings.empty());
}

TEST_CASE("an etcd that does not answer is warned of, and its data go") {
  Node n;
  n.etcd = std::make_shared<SilentEtcd>();
  n.leave();
  CHECK(n.left());
  REQUIRE(n.warnings.size() == 1);
  CHECK_THAT(n.warnings[0], Catch::Contains("kcluster node remove cka-control"));
}

TEST_CASE("without certificates etcd is not asked") {
  Node n;
  n.grow();
  n.files.remove("/pki/client.key");
  n.leave();
  CHECK(n.left());
  CHECK(n.etcd->changes().empty());
}

TEST_CASE("a runtime that does not answer keeps the data from nothing but its pod") {
  Node n;
  leave_etcd(
      n.plan, n.files, n.system, [&](const EtcdAccess&) { return n.etcd; },
      []() -> std::shared_ptr<Cri> { throw Silence("no socket"); }, n.clock, {});
  CHECK(n.left());
}

TEST_CASE("a disk of its own for the write-ahead log is emptied and stays mounted") {
  Node n;
  n.files.write("/data/member/wal/0.wal", "x", {});
  n.files.write("/data/member/wal/disk/foreign", "x", {});
  n.system.machine.mounts = {{"/data/member/wal", "ext4", ""},
                             {"/data/member/wal/disk", "tmpfs", ""}};
  n.leave();
  CHECK_FALSE(n.files.look("/data/member/snap"));
  CHECK_FALSE(n.files.look("/data/member/wal/0.wal"));
  CHECK(n.files.look("/data/member/wal/disk/foreign"));
}

TEST_CASE("a node without etcd of its own does nothing") {
  Node n;
  n.plan.local = false;
  n.leave();
  CHECK(n.untouched());
}

}  // namespace kcluster
