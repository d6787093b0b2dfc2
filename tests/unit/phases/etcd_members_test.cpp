#include "phases/etcd_members.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/memory_etcd.h"
#include "etcd/refusal.h"
#include "host/memory_clock.h"

namespace kcluster {
namespace {

using Catch::Contains;
using Kind = EtcdChange::Kind;

EtcdMember voter(std::uint64_t id, const std::string& host) {
  return {id, host, {"https://" + host + ":2380"}, {"https://" + host + ":2379"}, false};
}

EtcdCluster three() {
  EtcdCluster made;
  made.members = {voter(1, "n1"), voter(2, "n2"), voter(3, "n3")};
  made.leader = 1;
  made.revision = 40;
  return made;
}

std::vector<std::string> subjects(const MemoryEtcd& etcd, Kind kind) {
  std::vector<std::string> made;
  for (const auto& change : etcd.changes())
    if (change.kind == kind) made.push_back(change.subject);
  return made;
}

}  // namespace

TEST_CASE("a member is removed by its name or its id") {
  MemoryEtcd etcd(three());
  Report report;
  remove_member("n3", QuorumLoss::refused, etcd, report);
  remove_member("2", QuorumLoss::refused, etcd, report);
  CHECK(subjects(etcd, Kind::remove) == std::vector<std::string>{"n3", "n2"});
  CHECK(report.results[1].words == "removed the etcd member n2 (2); 1 remains\n");
}

TEST_CASE("an unknown member is the user's slip, and a name that several have is not guessed") {
  auto canned = three();
  CHECK_THROWS_WITH(find_member(canned.members, "n9"), Contains("there is no etcd member n9"));
  CHECK_THROWS_AS(find_member(canned.members, ""), Error);
  canned.members[1].name = "n1";
  CHECK_THROWS_WITH(find_member(canned.members, "n1"), Contains("several"));
  CHECK(find_member(canned.members, "3").name == "n3");
}

TEST_CASE("a removal that loses quorum needs to be allowed, that of the last voter never is") {
  auto canned = three();
  canned.silent = {3};
  MemoryEtcd etcd(canned);
  Report report;
  CHECK_THROWS_WITH(remove_member("n2", QuorumLoss::refused, etcd, report),
                    Contains("n2 (2) is not removed: without n2 only 1 voter is well"));
  CHECK(etcd.changes().empty());
  remove_member("n3", QuorumLoss::refused, etcd, report);  // the dead one may go
  remove_member("n2", QuorumLoss::allowed, etcd, report);
  CHECK_THROWS_WITH(remove_member("n1", QuorumLoss::allowed, etcd, report),
                    Contains("n1 is the last voter"));
}

TEST_CASE("when quorum is lost, removing is no way out") {
  auto canned = three();
  canned.silent = {2, 3};
  MemoryEtcd etcd(canned);
  Report report;
  try {
    remove_member("n3", QuorumLoss::refused, etcd, report);
    FAIL("it was removed");
  } catch (const Error& error) {
    CHECK(error.remedy.find("restore etcd from a backup") != std::string::npos);
  }
}

TEST_CASE("the leadership goes to the one named, else to a sound follower") {
  auto canned = three();
  canned.silent = {2};
  MemoryEtcd etcd(canned);
  Report report;
  move_leader(std::nullopt, etcd, report);
  CHECK(etcd.cluster.leader == 3);
  move_leader("n3", etcd, report);  // leads already
  CHECK(subjects(etcd, Kind::move_leader).size() == 1);
  CHECK_THAT(report.results.back().words, Contains("leads etcd already"));
  MemoryEtcd alone;
  CHECK_THROWS_WITH(move_leader(std::nullopt, alone, report),
                    Contains("no other voter could lead"));
}

TEST_CASE("members are defragmented one by one, the leader last") {
  MemoryEtcd etcd(three());
  Report report;
  defragment_members(etcd, MemoryClock(), {}, report);
  CHECK(subjects(etcd, Kind::defragment) ==
        std::vector<std::string>{"https://n2:2379", "https://n3:2379", "https://n1:2379"});
}

TEST_CASE("a pause for clients is told before, a dead member or lost quorum is in the way") {
  std::vector<std::string> warned;
  const auto note = [&](const Event& event) {
    if (event.kind == Event::Kind::warning) warned.push_back(event.subject);
  };
  Report report;
  MemoryEtcd alone;
  defragment_members(alone, MemoryClock(), note, report);
  CHECK(warned == std::vector<std::string>{"cka-control"});
  auto canned = three();
  canned.silent = {3};
  MemoryEtcd limping(canned);
  CHECK_THROWS_WITH(defragment_members(limping, MemoryClock(), note, report),
                    Contains("n3 cannot be defragmented"));
  canned.silent = {2, 3};
  MemoryEtcd lost(canned);
  CHECK_THROWS_WITH(defragment_members(lost, MemoryClock(), note, report),
                    Contains("quorum is lost"));
  CHECK(limping.changes().empty());
  CHECK(lost.changes().empty());
}

TEST_CASE("history is dropped before the newest revision unless another is named") {
  MemoryEtcd etcd(three());
  Report report;
  compact_history(30, etcd, report);
  compact_history(0, etcd, report);
  CHECK(subjects(etcd, Kind::compact) == std::vector<std::string>{"30", "40"});
  CHECK_THROWS_AS(compact_history(41, etcd, report), EtcdRefusal);
}

TEST_CASE("alarms are disarmed, CORRUPT only on demand") {
  auto canned = three();
  canned.alarms = {{1, EtcdAlarm::Kind::no_space}};
  MemoryEtcd full(canned);
  Report report;
  disarm_alarms(Corrupt::kept, full, report);
  CHECK(full.alarms().empty());
  CHECK(report.results[0].words == "disarmed 1 alarm\n");
  canned.alarms = {{2, EtcdAlarm::Kind::corrupt}};
  MemoryEtcd corrupt(canned);
  CHECK_THROWS_WITH(disarm_alarms(Corrupt::kept, corrupt, report), Contains("alarm CORRUPT"));
  disarm_alarms(Corrupt::disarmed, corrupt, report);
  CHECK(corrupt.alarms().empty());
}

}  // namespace kcluster
