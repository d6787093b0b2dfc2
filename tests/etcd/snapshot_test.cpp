#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "etcd/refusal.h"
#include "host/real_files.h"
#include "phases/etcd_backup.h"
#include "snapshot/raft_log.h"
#include "snapshot/restore.h"
#include "tests/etcd/samples.h"

namespace kcluster {
namespace {

constexpr const char* kToken = "a-token";
constexpr const char* kLog = "member/wal/0000000000000000-0000000000000000.wal";

std::string bytes_of(const Path& path) { return RealFiles().read(path).value_or(""); }

Json etcdutl_status(const Path& file) {
  return Json::parse(RealCluster::tool("etcdutl", {"snapshot", "status", file, "-w", "json"}));
}

SnapshotReport examine(const Path& file, Digest digest = Digest::required) {
  return examine_snapshot(*RealFiles().open(file), digest);
}

Json status_of(const SnapshotReport& report) {
  return {{"hash", report.contents.hash},
          {"revision", report.contents.revision},
          {"totalKey", report.contents.keys},
          {"totalSize", report.size},
          {"version", report.contents.storage_version}};
}

struct Wish {
  std::string members, name;
  std::int64_t bump = 0;
  std::string etcd_version = {};
};

void by_etcdutl(const std::string& file, const Path& folder, const Wish& wish) {
  const auto cluster = new_cluster(wish.members, kToken);
  std::string urls;
  for (const auto& url : member_named(cluster, wish.name).peer_urls)
    urls += (urls.empty() ? "" : ",") + url;
  std::vector<std::string> argv{"snapshot",   "restore",
                                file,         "--data-dir",
                                folder,       "--name",
                                wish.name,    "--initial-cluster",
                                wish.members, "--initial-cluster-token",
                                kToken,       "--initial-advertise-peer-urls",
                                urls};
  if (wish.bump) {
    argv.push_back("--bump-revision=" + std::to_string(wish.bump));
    argv.push_back("--mark-compacted");
  }
  RealCluster::tool("etcdutl", argv);
}

Restored by_us(const std::string& file, const Path& folder, const Wish& wish) {
  RestorePlan plan;
  plan.snapshot = file;
  plan.data_folder = folder;
  plan.cluster = new_cluster(wish.members, kToken);
  plan.name = wish.name;
  plan.bump = wish.bump;
  plan.etcd_version = wish.etcd_version;
  RealFiles files;
  return restore_data_folder(plan, *files.open(file), files);
}

void compare(const Sample& sample, const Wish& wish) {
  const TempFolder temp;
  INFO(sample.name << ": " << wish.members << " bump " << wish.bump);
  by_etcdutl(sample.file, temp.path() / "theirs", wish);
  by_us(sample.file, temp.path() / "ours", wish);
  const auto theirs = temp.path() / "theirs", ours = temp.path() / "ours";
  auto their_status = etcdutl_status(theirs / "member/snap/db");
  auto our_status = etcdutl_status(ours / "member/snap/db");
  their_status.erase("totalSize");  // new pages lie elsewhere
  our_status.erase("totalSize");
  CHECK(their_status == our_status);
  const auto report = examine(ours / "member/snap/db", Digest::optional);
  CHECK(report.damages.none());
  CHECK(report.contents.hash == their_status["hash"]);
  CHECK(examine(theirs / "member/snap/db", Digest::optional).contents.hash_kv ==
        report.contents.hash_kv);
  const auto log = bytes_of(ours / kLog);
  CHECK(log.size() == raft_log::log_bytes);
  CHECK((bytes_of(theirs / kLog) == log));
}

const std::string kOne = "n1=https://10.0.0.1:2380";
const std::string kThree =
    "n3=https://10.0.0.3:2380,n1=https://10.0.0.1:2380,n1=https://10.0.1.1:2380,"
    "n2=https://10.0.0.2:2380";

void check_samples(EtcdLine line) {
  std::size_t seen = 0;
  each_sample(line, [&](const Sample& sample) {
    INFO(sample.name << " of etcd " << line_text(line));
    const auto report = examine(sample.file);
    CHECK(report.damages.none());
    CHECK(status_of(report) == etcdutl_status(sample.file));
    // a member without keys is at revision 1, its database at none
    CHECK(std::max<std::int64_t>(report.contents.revision, 1) == sample.hash.revision);
    CHECK(report.contents.compacted == sample.hash.compact_revision);
    CHECK(report.contents.hash_kv == sample.hash.hash);
    // as one plainly, as three with a bump; each sample one of both but for the newest line
    const Wish one{kOne, "n1", 0}, three{kThree, "n2", 1'000'000'000};
    const bool both = line == EtcdLine::v3_6;
    if (both || seen % 2 == 0) compare(sample, one);
    if (both || seen % 2 == 1) compare(sample, three);
    ++seen;
  });
  CHECK(seen == 13);
}

Json all_keys(const RealCluster& cluster) {
  return Json::parse(cluster.ctl({"get", "", "--prefix", "-w", "json"}))["kvs"];
}

/// A snapshot with what its member said, and whom it is restored for.
struct Start {
  Sample sample;
  Json keys;
  std::vector<std::string> names;
  std::int64_t bump = 0;
  EtcdLine line = EtcdLine::v3_6;
};

// whoever comes later gets all of it
void check_newcomer(RealCluster& after, const Start& start) {
  const auto etcd = after.etcd();
  const auto last = start.sample.hash.revision + start.bump + 1;
  after.clock().await("a sound cluster", Millis(60000), [&] {
    return not_yet([&] { etcd->add_member({after.peer_url("n4")}, Etcd::Role::voter); },
                   {EtcdRefusal::Reason::unhealthy_cluster});
  });
  after.start("n4");
  after.await_leader();
  CHECK(after.etcd()->revision(after.client_url("n4")) == last);
  CHECK(after.etcd()->hash_kv(after.client_url("n1"), last).hash ==
        after.etcd()->hash_kv(after.client_url("n4"), last).hash);
}

void check_start(const Start& start) {
  INFO(start.names.size() << " members of etcd " << line_text(start.line) << ", bump "
                          << start.bump);
  RealCluster after(
      start.names,
      [&](const RealCluster& cluster) {
        for (const auto& name : start.names)
          by_us(start.sample.file, cluster.folder().path() / name,
                {cluster.initial_cluster(), name, start.bump, line_text(start.line)});
      },
      start.line);
  const auto etcd = after.etcd();
  const auto wanted = examine(after.folder().path() / "n1/member/snap/db", Digest::optional);
  CHECK(etcd->members(Etcd::Reading::linearizable).size() == start.names.size());
  CHECK((all_keys(after) == start.keys));
  for (const auto& name : start.names) {
    const auto hash =
        etcd->hash_kv(after.client_url(name), start.sample.hash.revision + start.bump);
    if (start.bump == 0) CHECK(hash.hash == start.sample.hash.hash);
    CHECK(hash.hash == wanted.contents.hash_kv);
  }
  CHECK(after.put("/registry/new", "value") == 200);
  check_newcomer(after, start);
}

// every line upward of the one that wrote it, as one plainly and as three with a bump
void check_starts_from(EtcdLine line) {
  const RealCluster before({"n1"}, line);
  const auto sample = sample_named(before, "large values");
  const auto keys = all_keys(before);
  for (const auto each : etcd_lines) {
    if (each < line) continue;
    check_start({sample, keys, {"n1"}, 0, each});
    check_start({sample, keys, {"n1", "n2", "n3"}, 1'000'000'000, each});
  }
}

}  // namespace

TEST_CASE("status, HashKV and restores of many snapshots are etcdutl's and the member's: 3.5",
          "[lines][samples-3.5]") {
  check_samples(EtcdLine::v3_5);
}
TEST_CASE("status, HashKV and restores of many snapshots are etcdutl's and the member's: 3.6",
          "[lines][samples-3.6]") {
  check_samples(EtcdLine::v3_6);
}
TEST_CASE("status, HashKV and restores of many snapshots are etcdutl's and the member's: 3.7",
          "[lines][samples-3.7]") {
  check_samples(EtcdLine::v3_7);
}

TEST_CASE("real etcds of 3.5 to 3.7 start from what 3.5 wrote, with all that was saved",
          "[lines][starts-3.5]") {
  check_starts_from(EtcdLine::v3_5);
}
TEST_CASE("real etcds of 3.6 and 3.7 start from what 3.6 wrote", "[lines][starts-3.6]") {
  check_starts_from(EtcdLine::v3_6);
}
TEST_CASE("a real etcd 3.7 starts from what 3.7 wrote, and older ones are not given it",
          "[lines][starts-3.7]") {
  check_starts_from(EtcdLine::v3_7);
  const RealCluster newest({"n1"}, EtcdLine::v3_7);
  newest.clock().await("a storage version", Millis(60000), [&]() -> std::optional<std::string> {
    const auto status = newest.etcd()->status(newest.client_url("n1"));
    return status.storage_version.empty() ? std::optional<std::string>("none") : std::nullopt;
  });
  const auto sample = sample_named(newest, "some keys");
  for (const char* older : {"3.5", "3.6"}) {
    const TempFolder temp;
    CHECK_THROWS_WITH(by_us(sample.file, temp.path(), {kOne, "n1", 0, older}),
                      Catch::Contains("is of etcd 3.7"));
    CHECK(std::filesystem::is_empty(temp.path()));
  }
}

TEST_CASE("a long list of members with long URLs is restored as etcdutl does it") {
  const RealCluster cluster({"n1"});
  const auto sample = sample_named(cluster, "leases");
  std::string members;
  for (int i = 1; i <= 30; ++i)
    members += (i > 1 ? "," : "") + std::string("control-plane-number-") + std::to_string(i) +
               "=https://control-plane-" + std::to_string(i) + ".a.long.domain.example:2380";
  for (const std::int64_t bump : {0, 5})
    compare(sample, {members, "control-plane-number-17", bump});
}

TEST_CASE("a backup of three members is taken from one that does not lead, and etcdutl takes it") {
  const RealCluster cluster({"n1", "n2", "n3"});
  for (int i = 0; i < 20; ++i) REQUIRE(cluster.put("/" + std::to_string(i), "value") == 200);
  const auto etcd = cluster.etcd();
  const auto member = backup_member(look_at_health(*etcd));
  CHECK_FALSE(member.leads());
  RealFiles files;
  const auto file = cluster.folder().path() / "backup.db";
  const auto saved = save_snapshot({member.endpoint, *etcd}, file, files, {}, {});
  CHECK(saved.contents.keys == 20);
  CHECK(status_of(saved) == etcdutl_status(file));
}

TEST_CASE("a member's own file is examined and restored, too") {
  RealCluster cluster({"n1"});
  sample_named(cluster, "deletes");
  const auto hash = cluster.etcd()->hash_kv(cluster.client_url("n1"), 0);
  cluster.stop("n1");
  const auto file = cluster.folder().path() / "n1/member/snap/db";
  const auto report = examine(file, Digest::optional);
  CHECK(report.damages.none());
  CHECK_FALSE(report.has_digest);
  // what etcd had not committed yet is in its log only
  CHECK(report.contents.revision <= hash.revision);
  CHECK(status_of(report) == etcdutl_status(file));
  CHECK_FALSE(examine(file).damages.none());
}

TEST_CASE("after a bump old revisions are compacted, and a second start changes nothing") {
  const RealCluster before({"n1"});
  const auto sample = sample_named(before, "deletes");
  RealCluster after({"n1"}, [&](const RealCluster& cluster) {
    by_us(sample.file, cluster.folder().path() / "n1", {cluster.initial_cluster(), "n1", 1000});
  });
  const auto answer = after.etcd()->hash_kv(after.client_url("n1"), 0);
  CHECK(answer.revision == sample.hash.revision + 1000);
  CHECK(answer.compact_revision == answer.revision);
  CHECK_THROWS_AS(after.etcd()->hash_kv(after.client_url("n1"), sample.hash.revision), Error);
  after.stop("n1");
  after.start("n1");
  after.await_leader();
  CHECK(after.etcd()->hash_kv(after.client_url("n1"), 0).hash == answer.hash);
}

}  // namespace kcluster
