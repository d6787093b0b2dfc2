#include <catch2/catch.hpp>

#include "etcd/health.h"
#include "etcd/real_etcd.h"
#include "etcd/refusal.h"
#include "phases/etcd_members.h"
#include "tests/etcd/real_cluster.h"

namespace kcluster {
namespace {

using Reading = Etcd::Reading;
using Reason = EtcdRefusal::Reason;
using Role = Etcd::Role;

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

constexpr Millis kLimit{60000};

std::uint64_t id_of(const Etcd& etcd, const std::string& name) {
  const auto members = etcd.members(Reading::linearizable);
  const auto* found = find_by_name(members, name);
  REQUIRE(found);
  return found->id;
}

}  // namespace

TEST_CASE("three members: their list, status, hashes and margin") {
  const RealCluster cluster({"n1", "n2", "n3"});
  const auto etcd = cluster.etcd();
  REQUIRE(cluster.put("/registry/pods/a", "1") == 200);
  REQUIRE(cluster.put("/registry/pods/b", "2") == 200);
  const auto members = etcd->members(Reading::linearizable);
  REQUIRE(members.size() == 3);
  CHECK(etcd->members(Reading::serializable) == members);
  CHECK(find_by_peer_url(members, cluster.peer_url("n2"))->name == "n2");
  CHECK(find_by_name(members, "n3")->client_urls.front() == cluster.client_url("n3"));
  const auto health = look_at_health(*etcd);
  CHECK(health.quorum().margin() == 1);
  CHECK(std::count_if(health.members.begin(), health.members.end(),
                      [](const auto& each) { return each.leads(); }) == 1);
  CHECK(etcd->count("/registry/pods/") == 2);
  CHECK(etcd->keys({"/registry/", "/registry/pods/a", 10, 0}).keys ==
        std::vector<std::string>{"/registry/pods/b"});
  const auto revision = etcd->revision(cluster.client_url("n1"));
  CHECK(revision == 3);
  for (const char* name : {"n1", "n2", "n3"}) {
    const auto url = cluster.client_url(name);
    CHECK(etcd->revision(url) == revision);  // only then it is sure to have that much
    const auto hash = etcd->hash_kv(url, revision);
    CHECK(hash.hash == etcd->hash_kv(cluster.client_url("n1"), revision).hash);
    CHECK(hash.compact_revision == -1);
    CHECK(etcd->status(url).version.starts_with("3."));
    CHECK(etcd->status(url).db_size > 0);
  }
  CHECK(etcd->alarms().empty());
}

TEST_CASE("a learner is added, promoted when it is in sync, and removed") {
  RealCluster cluster({"n1", "n2", "n3"});
  const auto etcd = cluster.etcd();
  const std::vector<std::string> url{cluster.peer_url("n4")};
  std::uint64_t id = 0;
  // members just started are "unhealthy" to each other for some seconds
  cluster.clock().await("the learner", kLimit, [&] {
    return not_yet([&] { id = etcd->add_member(url, Role::learner).member.id; });
  });
  CHECK(find_by_id(etcd->members(Reading::linearizable), id)->name.empty());
  CHECK(reason_of([&] { etcd->promote(id); }) == Reason::learner_not_ready);
  // ids are made from the URL and the second
  const auto twice = reason_of([&] { etcd->add_member(url, Role::learner); });
  CHECK((twice == Reason::peer_url_exists || twice == Reason::member_exists));
  CHECK(reason_of([&] { etcd->add_member({"https://127.0.0.1:9"}, Role::learner); }) ==
        Reason::too_many_learners);
  CHECK(reason_of([&] { etcd->move_leader(id); }) == Reason::bad_transferee);
  CHECK(look_at_health(*etcd).quorum().voters() == 3);
  cluster.start("n4");
  cluster.clock().await("the promotion", kLimit,
                        [&] { return not_yet([&] { etcd->promote(id); }); });
  CHECK(reason_of([&] { etcd->promote(id); }) == Reason::not_a_learner);
  CHECK(id_of(*etcd, "n4") == id);
  CHECK(look_at_health(*etcd).quorum().words() == "4 of 4 voters are well, 3 needed: 1 may fail");
  CHECK(etcd->remove(id).size() == 3);
  CHECK(reason_of([&] { etcd->remove(id); }) == Reason::member_not_found);
}

TEST_CASE("the leadership moves to the one asked, or to the best") {
  const RealCluster cluster({"n1", "n2", "n3"});
  const auto etcd = cluster.etcd();
  const auto url = cluster.client_url("n1");
  for (const char* name : {"n2", "n3", "n2"}) {
    const auto id = id_of(*etcd, name);
    Report report;
    move_leader(name, *etcd, report);
    CHECK(etcd->status(cluster.client_url(name)).leader == id);
    CHECK(report.results.front().value["name"] == name);
  }
  Report report;
  move_leader(std::nullopt, *etcd, report);
  CHECK(report.results.front().value["name"] != "n2");
  CHECK(reason_of([&] { etcd->move_leader(0x77); }) == Reason::bad_transferee);
}

TEST_CASE("a peer URL is changed, and a removal that would lose quorum refused") {
  RealCluster cluster({"n1", "n2", "n3"});
  const auto etcd = cluster.etcd();
  const auto n3 = id_of(*etcd, "n3");
  cluster.clock().await("the change", kLimit, [&] {
    return not_yet([&] { etcd->update_peer_urls(n3, {"https://127.0.0.1:9"}); });
  });
  CHECK(find_by_id(etcd->members(Reading::linearizable), n3)->peer_urls.front() ==
        "https://127.0.0.1:9");
  cluster.stop("n3");
  const auto health = look_at_health(*etcd);
  CHECK(health.quorum().margin() == 0);
  Report report;
  CHECK_THROWS_WITH(remove_member("n1", QuorumLoss::refused, *etcd, report),
                    Catch::Contains("without n1 only 1 voter is well, and 2 of 2"));
  cluster.clock().await("the removal", kLimit, [&] {
    return not_yet([&] { remove_member("n3", QuorumLoss::refused, *etcd, report); });
  });
  CHECK(look_at_health(*etcd).quorum().margin() == 0);
}

TEST_CASE("without quorum one member still lists, and every change is refused or times out") {
  RealCluster cluster({"n1", "n2", "n3"});
  auto access = cluster.access();
  access.timeout = Millis(1500);
  const auto etcd = make_etcd(access, {});
  const auto n3 = id_of(*etcd, "n3");
  cluster.stop("n2");
  cluster.stop("n3");
  const auto url = cluster.client_url("n1");
  cluster.clock().await("the loss of the leader", kLimit, [&]() -> std::optional<std::string> {
    if (etcd->status(url).leader == 0) return std::nullopt;
    return "it has one still";
  });
  CHECK(etcd->members(Reading::serializable).size() == 3);
  CHECK_THROWS_AS(etcd->members(Reading::linearizable), Error);
  const auto health = look_at_health(*etcd);
  CHECK_FALSE(health.list_fault.empty());
  CHECK(health.quorum().margin() == -2);
  CHECK(reason_of([&] { etcd->remove(n3); }) == Reason::no_leader);
  Report report;
  CHECK_THROWS_WITH(remove_member("n3", QuorumLoss::refused, *etcd, report),
                    Catch::Contains("quorum is lost"));
  // the same object sees them come back
  cluster.start("n2");
  cluster.clock().await("quorum", kLimit, [&]() -> std::optional<std::string> {
    const auto quorum = look_at_health(*etcd).quorum();
    if (quorum.margin() >= 0) return std::nullopt;
    return quorum.words();
  });
}

TEST_CASE("a downgrade is tried, begun and taken back") {
  const RealCluster cluster({"n1"});
  const auto etcd = cluster.etcd();
  const auto url = cluster.client_url("n1");
  // the cluster's version and the storage's are settled some seconds after the start
  cluster.clock().await("the downgrade", kLimit, [&]() -> std::optional<std::string> {
    if (etcd->status(url).storage_version.empty()) return "no storage version yet";
    return std::nullopt;
  });
  const auto target = "3.5.0";
  CHECK(etcd->downgrade(Etcd::Downgrade::validate, target).starts_with("3.6"));
  CHECK(reason_of([&] { etcd->downgrade(Etcd::Downgrade::validate, "3.3.0"); }) ==
        Reason::downgrade_target);
  CHECK(reason_of([&] { etcd->downgrade(Etcd::Downgrade::validate, "old"); }) ==
        Reason::downgrade_format);
  etcd->downgrade(Etcd::Downgrade::enable, target);
  CHECK(etcd->status(url).downgrading);
  CHECK(etcd->status(url).downgrade_target.starts_with("3.5"));
  etcd->downgrade(Etcd::Downgrade::cancel, "");
  CHECK_FALSE(etcd->status(url).downgrading);
}

}  // namespace kcluster
