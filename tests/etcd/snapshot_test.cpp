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

Json all_keys(const RealCluster& cluster) {
  return Json::parse(cluster.ctl({"get", "", "--prefix", "-w", "json"}))["kvs"];
}

}  // namespace

TEST_CASE("status and HashKV of many kinds of snapshots are etcdutl's and the member's") {
  std::size_t seen = 0;
  each_sample([&](const RealCluster&, const Sample& sample) {
    INFO(sample.name);
    const auto report = examine(sample.file);
    CHECK(report.damages.none());
    CHECK(status_of(report) == etcdutl_status(sample.file));
    // a member without keys is at revision 1, its database at none
    CHECK(std::max<std::int64_t>(report.contents.revision, 1) == sample.hash.revision);
    CHECK(report.contents.compacted == sample.hash.compact_revision);
    CHECK(report.contents.hash_kv == sample.hash.hash);
    for (const auto& wish : {Wish{kOne, "n1", 0}, Wish{kThree, "n2", 1'000'000'000}})
      compare(sample, wish);
    ++seen;
  });
  CHECK(seen == 13);
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

TEST_CASE("real etcds start from what was restored, as one and as three, with all that was saved") {
  const RealCluster before({"n1"});
  const auto sample = sample_named(before, "large values");
  const auto keys = all_keys(before);
  const auto names =
      GENERATE(std::vector<std::string>{"n1"}, std::vector<std::string>{"n1", "n2", "n3"});
  const std::int64_t bump = GENERATE(0, 1'000'000'000);
  INFO(names.size() << " members, bump " << bump);
  RealCluster after(names, [&](const RealCluster& cluster) {
    for (const auto& name : names)
      by_us(sample.file, cluster.folder().path() / name, {cluster.initial_cluster(), name, bump});
  });
  const auto etcd = after.etcd();
  const auto wanted = examine(after.folder().path() / "n1/member/snap/db", Digest::optional);
  CHECK(etcd->members(Etcd::Reading::linearizable).size() == names.size());
  CHECK((all_keys(after) == keys));
  for (const auto& name : names) {
    const auto hash = etcd->hash_kv(after.client_url(name), sample.hash.revision + bump);
    if (bump == 0) CHECK(hash.hash == sample.hash.hash);
    CHECK(hash.hash == wanted.contents.hash_kv);
  }
  CHECK(after.put("/registry/new", "value") == 200);

  // whoever comes later gets all of it
  after.clock().await("a sound cluster", Millis(60000), [&] {
    return not_yet([&] { etcd->add_member({after.peer_url("n4")}, Etcd::Role::voter); },
                   {EtcdRefusal::Reason::unhealthy_cluster});
  });
  after.start("n4");
  after.await_leader();
  CHECK(after.etcd()->revision(after.client_url("n4")) == sample.hash.revision + bump + 1);
  const auto first = after.etcd()->hash_kv(after.client_url("n1"), sample.hash.revision + bump + 1);
  const auto last = after.etcd()->hash_kv(after.client_url("n4"), sample.hash.revision + bump + 1);
  CHECK(first.hash == last.hash);
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
