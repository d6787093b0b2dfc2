#include <signal.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "etcd/real_etcd.h"
#include "etcd/refusal.h"
#include "phases/etcd_members.h"
#include "pki/digest.h"
#include "tests/etcd/real_cluster.h"

namespace kcluster {
namespace {

constexpr std::size_t kMegabyte = 1 << 20;

void fill(const RealCluster& cluster, int megabytes) {
  for (int i = 0; i < megabytes; ++i)
    REQUIRE(cluster.put("/fill/" + std::to_string(i), std::string(kMegabyte, 'v')) == 200);
}

// what a caller of the port does for a backup
struct Saved {
  std::string bytes;
  SnapshotEnd end;
  std::uint64_t pieces = 0;
};

Saved save(const Etcd& etcd, const std::string& url) {
  Saved made;
  made.end = etcd.snapshot(url, [&](const SnapshotPiece& piece) {
    made.bytes += piece.bytes;
    ++made.pieces;
    CHECK(piece.done == made.bytes.size());
  });
  return made;
}

}  // namespace

TEST_CASE("a snapshot of some megabytes has the digest announced, and etcdutl takes it") {
  const RealCluster cluster({"n1"});
  fill(cluster, 8);
  const auto etcd = cluster.etcd();
  const auto url = cluster.client_url("n1");
  const auto made = save(*etcd, url);
  CHECK(made.end.size == made.bytes.size());
  CHECK(made.bytes.size() > 8 * kMegabyte);
  CHECK(made.pieces > 100);
  CHECK(hex(sha256(made.bytes)) == hex(made.end.sha256));
  const auto file = (cluster.folder().path() / "snapshot.db").string();
  std::ofstream(file, std::ios::binary) << made.bytes << made.end.sha256;
  const auto status =
      Json::parse(RealCluster::tool("etcdutl", {"snapshot", "status", file, "-w", "json"}));
  CHECK(status["revision"] == etcd->revision(url));
  CHECK(status["totalKey"] == etcd->count(""));
}

TEST_CASE("a snapshot ends with the sink's throw, with etcd's death and with its silence") {
  RealCluster cluster({"n1"});
  fill(cluster, 12);
  auto access = cluster.access();
  access.timeout = Millis(1500);
  const auto etcd = make_etcd(access, {});
  const auto url = cluster.client_url("n1");
  CHECK_THROWS_WITH(
      etcd->snapshot(url, [](const SnapshotPiece&) { throw Error("the disk is full"); }),
      "the disk is full");
  bool stopped = false;
  const auto stop_once = [&](const SnapshotPiece&) {
    if (!stopped) cluster.signal("n1", SIGSTOP);
    stopped = true;
  };
  CHECK_THROWS_AS(etcd->snapshot(url, stop_once), Silence);
  CHECK_THROWS_AS(etcd->status(url), Silence);
  cluster.signal("n1", SIGCONT);
  cluster.await_leader();
  CHECK(etcd->status(url).leader != 0);
  CHECK_THROWS_AS(etcd->snapshot(url, [&](const SnapshotPiece&) { cluster.signal("n1", SIGKILL); }),
                  Silence);
}

TEST_CASE("history is compacted, and space given back one member after another") {
  const RealCluster cluster({"n1", "n2", "n3"});
  const auto etcd = cluster.etcd();
  for (int round = 0; round < 12; ++round)
    REQUIRE(cluster.put("/same", std::string(kMegabyte, 'v')) == 200);
  Report report;
  compact_history(0, *etcd, report);
  const auto url = cluster.client_url("n1");
  try {
    etcd->hash_kv(url, 5);
    FAIL("it was compacted");
  } catch (const EtcdRefusal& refusal) {
    CHECK(refusal.reason == EtcdRefusal::Reason::compacted);
  }
  CHECK(etcd->hash_kv(url, 0).compact_revision == 13);
  std::vector<std::string> order;
  const auto leader = etcd->status(url).leader;
  defragment_members(
      *etcd, cluster.clock(), [&](const Event& event) { order.push_back(event.subject); }, report);
  REQUIRE(order.size() == 3);
  CHECK(find_by_id(etcd->members(Etcd::Reading::linearizable), leader)->name == order.back());
  for (const auto& each : report.results.back().value) {
    CHECK(each["before"].get<std::size_t>() > 10 * kMegabyte);
    CHECK(each["after"].get<std::size_t>() < 4 * kMegabyte);
  }
}

TEST_CASE("a full member raises NOSPACE, and is cured by compact, defrag and disarm") {
  const RealCluster cluster({"n1"}, {"--quota-backend-bytes=6291456"});
  const auto etcd = cluster.etcd();
  int status = 200;
  for (int i = 0; i < 12 && status == 200; ++i)
    status = cluster.put("/same", std::string(kMegabyte, 'v'));
  CHECK(status != 200);
  const auto alarms = etcd->alarms();
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].kind == EtcdAlarm::Kind::no_space);
  const auto seen = etcd->status(cluster.client_url("n1"));
  CHECK(alarms[0].member_id == seen.member_id);
  CHECK_FALSE(seen.errors.empty());
  CHECK(look_at_health(*etcd).members[0].alarms.size() == 1);
  Report report;
  compact_history(0, *etcd, report);
  defragment_members(*etcd, cluster.clock(), {}, report);
  disarm_alarms(Corrupt::kept, *etcd, report);
  CHECK(etcd->alarms().empty());
  CHECK(cluster.put("/same", "v") == 200);
}

}  // namespace kcluster
