#include "etcd/health.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/memory_etcd.h"
#include "etcd/refusal.h"

namespace kcluster {
namespace {

EtcdMember voter(std::uint64_t id, const std::string& host) {
  return {id, host, {"https://" + host + ":2380"}, {"https://" + host + ":2379"}, false};
}

EtcdCluster three() {
  EtcdCluster made;
  made.members = {voter(1, "n1"), voter(2, "n2"), voter(3, "n3")};
  made.leader = 1;
  return made;
}

}  // namespace

TEST_CASE("every member is asked, and the margin is what may fail") {
  const auto health = look_at_health(MemoryEtcd(three()));
  REQUIRE(health.members.size() == 3);
  CHECK(health.members[0].leads());
  CHECK_FALSE(health.members[1].leads());
  CHECK(health.members[1].status->version == "3.6.16");
  CHECK(health.members[2].endpoint == "https://n3:2379");
  CHECK(health.quorum().margin() == 1);
}

TEST_CASE("a silent member, one that never ran and one with corrupt data do not count") {
  auto canned = three();
  canned.members[1].name.clear();
  canned.members[1].client_urls.clear();
  canned.silent = {3};
  auto health = look_at_health(MemoryEtcd(canned));
  CHECK(quorum_fault(health.members[1], {}) == "has never started");
  CHECK(quorum_fault(health.members[2], {}) == "does not answer");
  CHECK(health.members[2].status.why.find("no answer") != std::string::npos);
  CHECK(health.quorum().margin() == -1);

  canned = three();
  canned.alarms = {{2, EtcdAlarm::Kind::corrupt}, {3, EtcdAlarm::Kind::no_space}};
  health = look_at_health(MemoryEtcd(canned));
  CHECK(quorum_fault(health.members[1], {}) == "has the alarm CORRUPT");
  CHECK(quorum_fault(health.members[2], {}).empty());
  CHECK(health.quorum().margin() == 0);
}

TEST_CASE("without a leader the list comes from one member, and nobody counts") {
  auto canned = three();
  canned.leader = 0;
  const auto health = look_at_health(MemoryEtcd(canned));
  CHECK(health.members.size() == 3);
  CHECK(health.list_fault == "no member has a leader");
  CHECK(health.alarms_fault == health.list_fault);
  CHECK(quorum_fault(health.members[0], health.alarms_fault) == "has no leader");
  CHECK(health.quorum().sound() == 0);
}

TEST_CASE("when another member answers at its URL, it does not answer") {
  auto canned = three();
  canned.members[2].client_urls = canned.members[1].client_urls;
  const auto health = look_at_health(MemoryEtcd(canned));
  CHECK(health.members[2].status.why == "another member answers at https://n2:2379");
  CHECK(health.quorum().sound() == 2);
}

}  // namespace kcluster
