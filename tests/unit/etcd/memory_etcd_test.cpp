#include "etcd/memory_etcd.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/refusal.h"

namespace kcluster {
namespace {

using Reason = EtcdRefusal::Reason;
using Role = Etcd::Role;

constexpr auto kSure = Etcd::Reading::linearizable;
const std::vector<std::string> kJoiner{"https://192.168.1.23:2380"};

template <class Call>
Reason reason_of(Call call) {
  try {
    call();
  } catch (const EtcdRefusal& refusal) {
    return refusal.reason;
  }
  FAIL("it went through");
  return Reason::other;
}

}  // namespace

TEST_CASE("a learner that starts is promoted and answers at its own endpoint") {
  MemoryEtcd etcd;
  etcd.cluster.joiner = "cka-control2";
  etcd.cluster.promotions_too_early = 1;
  const auto added = etcd.add_member(kJoiner, Role::learner);
  CHECK(added.member.name.empty());
  CHECK(added.members.size() == 2);
  CHECK(etcd.members(kSure)[1].name == "cka-control2");
  CHECK(etcd.status("https://192.168.1.23:2379").learner);
  CHECK(not_yet([&] { etcd.promote(added.member.id); }));
  CHECK_FALSE(not_yet([&] { etcd.promote(added.member.id); }));
  CHECK_FALSE(etcd.status("https://192.168.1.23:2379").learner);
  REQUIRE(etcd.changes().size() == 2);
  CHECK(etcd.changes()[1].subject == "cka-control2");
}

TEST_CASE("it refuses what etcd refuses") {
  MemoryEtcd etcd;
  const auto id = etcd.add_member(kJoiner, Role::learner).member.id;
  CHECK(reason_of([&] { etcd.promote(id); }) == Reason::learner_not_ready);  // has not started
  CHECK(reason_of([&] { etcd.promote(0xa1); }) == Reason::not_a_learner);
  CHECK(reason_of([&] { etcd.remove(0x77); }) == Reason::member_not_found);
  CHECK(reason_of([&] { etcd.add_member(kJoiner, Role::voter); }) == Reason::peer_url_exists);
  CHECK(reason_of([&] { etcd.add_member({"https://n9:2380"}, Role::learner); }) ==
        Reason::too_many_learners);
  CHECK(reason_of([&] { etcd.move_leader(id); }) == Reason::bad_transferee);
  CHECK(reason_of([&] { etcd.compact(9); }) == Reason::future_revision);
  etcd.cluster.leader = 0;
  CHECK(reason_of([&] { etcd.remove(id); }) == Reason::no_leader);
}

TEST_CASE("when the leader is removed another voter leads") {
  MemoryEtcd etcd;
  etcd.add_member(kJoiner, Role::voter);
  const auto left = etcd.remove(0xa1);
  REQUIRE(left.size() == 1);
  CHECK(etcd.cluster.leader == left[0].id);
}

TEST_CASE("over another cluster, changes are seen here and not below") {
  const auto below = std::make_shared<MemoryEtcd>();
  MemoryEtcd etcd(below);
  CHECK(etcd.members(kSure).size() == 1);
  etcd.cluster.joiner = "n2";
  const auto id = etcd.add_member(kJoiner, Role::learner).member.id;
  etcd.promote(id);
  etcd.move_leader(id);
  CHECK(etcd.members(kSure).size() == 2);
  CHECK(etcd.status("https://192.168.1.23:2379").leader == id);
  CHECK(etcd.status("https://192.168.1.20:2379").member_id == 0xa1);
  CHECK(below->members(kSure).size() == 1);
  CHECK(below->changes().empty());
}

TEST_CASE("keys come in pages, in order, and are counted") {
  MemoryEtcd etcd;
  etcd.cluster.keys = {"/registry/pods/a", "/registry/pods/b", "/registry/pods/c", "/registry/zoo"};
  CHECK(etcd.count("/registry/pods/") == 3);
  EtcdKeyRange range{"/registry/pods/", "", 2, 0};
  const auto first = etcd.keys(range);
  CHECK(first.more);
  CHECK(first.keys == std::vector<std::string>{"/registry/pods/a", "/registry/pods/b"});
  range.after = first.keys.back();
  CHECK(etcd.keys(range).keys == std::vector<std::string>{"/registry/pods/c"});
}

TEST_CASE("a snapshot comes in pieces with its size and digest") {
  MemoryEtcd etcd;
  etcd.cluster.database = std::string(100000, 'x');
  etcd.cluster.digest = std::string(32, 'd');
  std::string got;
  const auto end = etcd.snapshot("https://192.168.1.20:2379", [&](const SnapshotPiece& piece) {
    got += piece.bytes;
    CHECK(piece.done == got.size());
    CHECK(piece.total == 100000);
  });
  CHECK(got == etcd.cluster.database);
  CHECK(end.size == 100000);
  CHECK(end.sha256 == etcd.cluster.digest);
}

}  // namespace kcluster
