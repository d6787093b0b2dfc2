#include "report/etcd.h"

#include <catch2/catch.hpp>

#include "etcd/memory_etcd.h"
#include "report/columns.h"

namespace kcluster {
namespace {

using Catch::Contains;

EtcdMember voter(std::uint64_t id, const std::string& host) {
  return {id, host, {"https://" + host + ":2380"}, {"https://" + host + ":2379"}, false};
}

EtcdHealth health_of(EtcdCluster canned) { return look_at_health(MemoryEtcd(std::move(canned))); }

EtcdCluster two_and_a_newcomer() {
  EtcdCluster made;
  made.members = {voter(0xa, "n1"), voter(0xb, "n2"), {0xc, "", {"https://n3:2380"}, {}, true}};
  made.leader = 0xa;
  made.silent = {0xb};
  made.alarms = {{0xa, EtcdAlarm::Kind::no_space}};
  made.database = std::string(20480, 'x');
  return made;
}

}  // namespace

TEST_CASE("columns are as wide as what is in them") {
  CHECK(columns({{"A", "LONG"}, {"value", ""}, {"x", "y"}}) == "A      LONG\nvalue\nx      y\n");
}

TEST_CASE("sizes are shown as etcdctl shows them") {
  CHECK(size_text(0) == "0 B");
  CHECK(size_text(9) == "9 B");
  CHECK(size_text(999) == "999 B");
  CHECK(size_text(20480) == "20 kB");
  CHECK(size_text(2097152) == "2.1 MB");
  CHECK(size_text(2147483648) == "2.1 GB");
  CHECK(size_text(189325312) == "189 MB");
}

TEST_CASE("members are listed with etcdctl's words") {
  const auto result = members_result(two_and_a_newcomer().members);
  CHECK_THAT(result.words,
             Contains("a   started    n1    https://n1:2380  https://n1:2379  false"));
  CHECK_THAT(result.words, Contains("c   unstarted        https://n3:2380                   true"));
  CHECK(result.value[2]["isLearner"] == true);
  CHECK(result.value[2]["started"] == false);
}

TEST_CASE("status shows who leads, who does not answer and why, alarms and quorum") {
  const auto result = status_result(health_of(two_and_a_newcomer()));
  const auto& members = result.value["members"];
  CHECK(members[0]["isLeader"] == true);
  CHECK(members[0]["dbSize"] == 20480);
  CHECK(members[0]["alarms"] == Json{"NOSPACE"});
  CHECK(members[1]["answers"] == false);
  CHECK_FALSE(members[1].contains("dbSize"));
  CHECK(members[2]["fault"] == "has never started");
  CHECK(result.value["quorum"]["margin"] == -1);
  CHECK_THAT(result.words, Contains("20 kB"));
  CHECK_THAT(result.words, Contains("n2: status: etcd at https://n2:2379: no answer"));
  CHECK_THAT(result.words, Contains("unstarted member c: has never started"));
  CHECK_THAT(result.words, Contains("quorum is lost (n2 does not answer)"));
}

TEST_CASE("beside the rest of the cluster the members' table is a narrow one") {
  const auto words = status_result(health_of(two_and_a_newcomer()), MemberColumns::brief).words;
  const auto head = words.substr(0, words.find('\n'));
  for (const char* title : {"NAME", "VERSION", "DB SIZE", "QUOTA", "LEADER", "ALARMS"})
    CHECK_THAT(head, Catch::Contains(title));
  CHECK(head.size() <= 80);
}

TEST_CASE("a list that may be old is said to be") {
  auto canned = two_and_a_newcomer();
  canned.leader = 0;
  const auto result = status_result(health_of(canned));
  CHECK(result.value["warnings"].size() == 1);
  CHECK_THAT(result.words, Contains("one member's own, it may be old"));
}

TEST_CASE("alarms carry their member's name") {
  const auto cluster = two_and_a_newcomer();
  const auto result = alarms_result(
      {{0xa, EtcdAlarm::Kind::corrupt}, {0xff, EtcdAlarm::Kind::other}}, cluster.members);
  CHECK_THAT(result.words, Contains("n1      a   CORRUPT"));
  CHECK_THAT(result.words, Contains("-       ff  UNKNOWN"));
  CHECK(result.value[0]["member"] == "n1");
  CHECK(alarms_result({}, {}).words == "no alarms\n");
}

}  // namespace kcluster
