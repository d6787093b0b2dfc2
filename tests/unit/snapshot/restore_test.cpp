#include "snapshot/restore.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "host/memory_files.h"
#include "host/memory_stream.h"
#include "snapshot/bytes.h"
#include "snapshot/raft_log.h"
#include "tests/support/full_disk.h"
#include "tests/support/mortal_files.h"
#include "tests/support/snapshot_maker.h"

namespace kcluster {
namespace {

Restored restore(const RestorePlan& plan, Files& files) {
  const auto snapshot = files.open("/backup.db");
  REQUIRE(snapshot);
  return restore_data_folder(plan, *snapshot, files);
}

constexpr const char* kThree =
    "n1=https://10.0.0.1:2380,n2=https://10.0.0.2:2380,n3=https://10.0.0.3:2380";

RestorePlan plan(std::int64_t bump = 1'000'000'000) {
  RestorePlan made;
  made.snapshot = "/backup.db";
  made.data_folder = "/var/lib/etcd";
  made.cluster = new_cluster(kThree, "token");
  made.name = "n2";
  made.bump = bump;
  made.log_bytes = 4096;
  return made;
}

Buckets some_buckets(int count) {
  std::vector<BoltEntry> keys;
  for (int i = 0; i < count; ++i)
    keys.push_back(
        put_entry("/registry/" + std::to_string(i % 50), std::string(i % 90, 'v'), i + 2));
  return etcd_buckets(std::move(keys));
}

SnapshotReport look_at(const Files& files) {
  return examine_snapshot(*files.open("/var/lib/etcd/member/snap/db"), Digest::optional);
}

}  // namespace

TEST_CASE("a restored database is sound and has the new members, whatever its size") {
  for (const int count : {0, 1, 3, 40, 500, 4000})
    for (const std::int64_t bump : {0, 1'000'000'000}) {
      INFO(count << " " << bump);
      MemoryFiles files;
      files.write("/backup.db", make_snapshot(some_buckets(count), {1024, 7}), {0600});
      const auto made = restore(plan(bump), files);
      const auto seen = look_at(files);
      REQUIRE(seen.damages.none());
      CHECK(made.revision == made.snapshot.contents.revision + bump);
      CHECK(seen.contents.revision == made.revision);
      CHECK(seen.contents.entries == made.snapshot.contents.entries + (bump ? 1 : 0));
      CHECK(seen.contents.compacted == (bump ? made.revision : -1));
      CHECK(seen.contents.consistent_index == 3);
      CHECK(seen.contents.term == 1);
      REQUIRE(seen.contents.members.size() == 3);
      CHECK(seen.contents.cluster_version == "3.6.0");
      const auto whole = examine_snapshot(*files.open("/backup.db"), Digest::required);
      if (!bump) CHECK(seen.contents.hash_kv == whole.contents.hash_kv);
    }
}

TEST_CASE("members are listed in the byte order of their ids' texts") {
  MemoryFiles files;
  files.write("/backup.db", make_snapshot(some_buckets(3)), {0600});
  auto wish = plan();
  std::string nine;
  for (int i = 1; i <= 40; ++i)
    nine += "node-with-a-long-name-" + std::to_string(i) + "=https://10.0.0." + std::to_string(i) +
            ":2380,";
  nine.pop_back();
  wish.cluster = new_cluster(nine, "token");
  wish.name = "node-with-a-long-name-7";
  restore(wish, files);
  const auto seen = look_at(files);
  REQUIRE(seen.damages.none());
  CHECK(seen.contents.members.size() == 40);
}

TEST_CASE("a snapshot of an older etcd, or of the same, is taken") {
  for (const char* version : {"3.6", "3.6.16", "3.7.3", "3.10", ""}) {
    MemoryFiles files;
    files.write("/backup.db", make_snapshot(some_buckets(3)), {0600});
    auto wish = plan();
    wish.etcd_version = version;
    CHECK_NOTHROW(restore(wish, files));
  }
}

TEST_CASE("log and snap lie beside the database") {
  MemoryFiles files;
  files.write("/backup.db", make_snapshot(some_buckets(3)), {0600});
  const auto wish = plan();
  restore(wish, files);
  const auto log = files.read("/var/lib/etcd/member/wal/0000000000000000-0000000000000000.wal");
  REQUIRE(log);
  CHECK(log->size() == 4096);
  const auto records = raft_log::records(wish.cluster, member_named(wish.cluster, "n2"));
  CHECK(log->substr(0, records.size()) == records);
  CHECK(hex(records.substr(0, 16)) == "04000000000000840804100000000000");
  CHECK(files.list("/var/lib/etcd/member/snap") ==
        std::vector<std::string>{"0000000000000001-0000000000000003.snap", "db"});
  CHECK(files.look("/var/lib/etcd/member")->mode == 0700);
  CHECK(files.look("/var/lib/etcd/member/snap/db")->mode == 0600);
}

TEST_CASE("a damaged snapshot leaves nothing behind, and an existing member is not touched") {
  MemoryFiles files;
  auto bytes = make_snapshot(some_buckets(30));
  bytes[5000] ^= 1;
  files.write("/backup.db", bytes, {0600});
  CHECK_THROWS_WITH(restore(plan(), files), "the snapshot /backup.db is damaged");
  CHECK(files.list("/var/lib/etcd") == std::vector<std::string>{});
  files.write("/backup.db", make_snapshot(some_buckets(30)), {0600});
  files.write("/var/lib/etcd/member/snap/db", "precious", {0600});
  CHECK_THROWS_AS(restore(plan(), files), Error);
  CHECK(files.read("/var/lib/etcd/member/snap/db") == "precious");
  files.remove_tree("/var/lib/etcd/member");
  auto wish = plan();
  wish.name = "n4";
  CHECK_THROWS_AS(restore(wish, files), Error);
  wish = plan(std::numeric_limits<std::int64_t>::max());
  CHECK_THROWS_AS(restore(wish, files), Error);
  wish = plan();
  wish.etcd_version = "3.5";
  CHECK_THROWS_WITH(restore(wish, files), Catch::Contains("is of etcd 3.6.0"));
  CHECK(files.list("/var/lib/etcd") == std::vector<std::string>{});
}

TEST_CASE("wherever the clearing after a failure is cut off, the next restore makes good for it") {
  auto bytes = make_snapshot(some_buckets(30));
  bytes[5000] ^= 1;
  for (unsigned last = 1;; ++last) {
    REQUIRE(last < 50);
    MemoryFiles files;
    files.write("/backup.db", bytes, {0600});
    const auto life = std::make_shared<Life>(last, Tear::half);
    MortalFiles mortal(files, life);
    try {
      restore(plan(), mortal);
    } catch (const Crash&) {
    } catch (const Error&) {
    }
    CHECK_FALSE(files.look("/var/lib/etcd/member"));
    files.write("/backup.db", make_snapshot(some_buckets(30)), {0600});
    restore(plan(), files);
    CHECK(files.list("/var/lib/etcd") == std::vector<std::string>{"member"});
    if (!life->dead()) break;
  }
}

TEST_CASE("whenever the disk fills while data are built, nothing of them stays, again it works") {
  const auto snapshot = make_snapshot(some_buckets(200), {1024, 7});
  on_filling_disks([&](FillingDisk& disk) {
    MemoryFiles files;
    files.write("/backup.db", snapshot, {0600});
    files.make_dir("/var/lib/etcd", 0700);
    FillingFiles filling(files, disk);
    try {
      restore(plan(), filling);
    } catch (const Error& error) {
      CHECK_THAT(error.what(), Catch::Contains("/var/lib/etcd/.member.kcluster") &&
                                   Catch::Contains("No space left on device"));
      CHECK_THAT(error.remedy, Catch::Contains("free some disk space"));
      CHECK(files.list("/var/lib/etcd") == std::vector<std::string>{});
      restore(plan(), files);
    }
    CHECK(look_at(files).damages.none());
    CHECK(files.list("/var/lib/etcd") == std::vector<std::string>{"member"});
  });
}

TEST_CASE(
    "wherever a restore is cut off, a member is whole or not there, and it can be done again") {
  const auto tear = GENERATE(Tear::before, Tear::half, Tear::after);
  const auto snapshot = make_snapshot(some_buckets(200), {1024, 7});
  std::string whole;
  for (unsigned last = 1;; ++last) {
    REQUIRE(last < 200);
    MemoryFiles files;
    files.write("/backup.db", snapshot, {0600});
    bool crashed = false;
    try {
      MortalFiles mortal(files, std::make_shared<Life>(last, tear));
      restore(plan(), mortal);
    } catch (const Crash&) {
      crashed = true;
    }
    if (files.look("/var/lib/etcd/member")) {
      CHECK(look_at(files).damages.none());
      CHECK(files.look("/var/lib/etcd/member/wal/0000000000000000-0000000000000000.wal")->size ==
            4096);
    } else {
      restore(plan(), files);
    }
    const auto made = files.read("/var/lib/etcd/member/snap/db");
    REQUIRE(made);
    if (whole.empty()) whole = *made;
    CHECK(*made == whole);
    CHECK(files.list("/var/lib/etcd") == std::vector<std::string>{"member"});
    if (!crashed) break;
  }
}

}  // namespace kcluster
