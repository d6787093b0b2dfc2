#include "phases/etcd_backup.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/memory_etcd.h"
#include "etcd/refusal.h"
#include "host/memory_files.h"
#include "tests/support/full_disk.h"
#include "tests/support/mortal_files.h"
#include "tests/support/snapshot_maker.h"

namespace kcluster {
namespace {

constexpr const char* kUrl = "https://192.168.1.20:2379";

/// A member whose HashKV is the test's to say.
class Member : public MemoryEtcd {
 public:
  Member() {
    database = make_database(etcd_buckets({put_entry("/a", "1", 2), put_entry("/b", "2", 3)}));
    cluster.database = database;
    cluster.digest = sha256(database);
    answer.hash =
        examine_snapshot(MemoryBytes(with_digest(database)), Digest::required).contents.hash_kv;
  }
  EtcdHash hash_kv(const std::string&, std::int64_t revision) const override {
    ++asked;
    if (asked <= refusals) throw EtcdRefusal(EtcdRefusal::Reason::compacted, "compacted", "");
    auto made = answer;
    made.revision = revision;
    return made;
  }

  std::int64_t revision(const std::string&) const override {
    if (cluster.leader == 0) throw EtcdRefusal(EtcdRefusal::Reason::no_leader, "no leader", "");
    return 3;
  }

  std::string database;
  EtcdHash answer{0, 0, -1};
  int refusals = 0;
  mutable int asked = 0;
};

SnapshotReport save(const Etcd& etcd, Files& files, const Tell& sink = {}) {
  return save_snapshot({kUrl, etcd}, "/backup/s.db", files, {}, sink);
}

}  // namespace

TEST_CASE("a snapshot is saved as etcdutl takes it, readable by its owner only") {
  Member etcd;
  MemoryFiles files;
  const auto report = save(etcd, files);
  CHECK(report.contents.revision == 3);
  CHECK(files.read("/backup/s.db") == with_digest(etcd.database));
  CHECK(files.look("/backup/s.db")->mode == 0600);
  CHECK(files.changes().back().secrecy == Secrecy::secret);
}

TEST_CASE("a member that was compacted meanwhile is asked again, but not for ever") {
  Member etcd;
  MemoryFiles files;
  etcd.refusals = 2;
  CHECK(save(etcd, files).damages.none());
  CHECK(etcd.asked == 3);
  etcd.answer.compact_revision = 2;
  CHECK_THROWS_WITH(save(etcd, files), Catch::Contains("compacts its history"));
}

TEST_CASE("what does not match the member is never put in place") {
  Member etcd;
  MemoryFiles files;
  files.write("/backup/s.db", "older", {0600});
  SECTION("its HashKV") { ++etcd.answer.hash; }
  SECTION("its SHA-256") { etcd.cluster.digest[3] ^= 1; }
  SECTION("its pages") {
    etcd.cluster.database[2 * 4096] ^= 1;
    etcd.cluster.digest = sha256(etcd.cluster.database);
  }
  CHECK_THROWS_AS(save(etcd, files), Error);
  CHECK(files.read("/backup/s.db") == "older");
  CHECK(files.list("/backup") == std::vector<std::string>{"s.db"});
}

TEST_CASE("a member without quorum is saved with a warning") {
  Member etcd;
  etcd.cluster.leader = 0;
  MemoryFiles files;
  std::string warning;
  save(etcd, files, [&](const Event& event) { warning += event.text; });
  CHECK_THAT(warning, Catch::Contains("may be older than the cluster"));
}

TEST_CASE("wherever saving is cut off, the old file or the new one lies there") {
  Member etcd;
  for (unsigned last = 1;; ++last) {
    REQUIRE(last < 50);
    MemoryFiles files;
    files.write("/backup/s.db", "older", {0600});
    bool crashed = false;
    try {
      MortalFiles mortal(files, last);
      save(etcd, mortal);
    } catch (const Crash&) {
      crashed = true;
    }
    const auto seen = files.read("/backup/s.db");
    CHECK((seen == "older" || seen == with_digest(etcd.database)));
    if (!crashed) break;
  }
}

TEST_CASE("whenever the disk fills meanwhile, the older file stays alone, and again it works") {
  Member etcd;
  on_filling_disks([&](FillingDisk& disk) {
    MemoryFiles files;
    files.write("/backup/s.db", "older", {0600});
    FillingFiles filling(files, disk);
    try {
      save(etcd, filling);
    } catch (const Error& error) {
      CHECK_THAT(render(error), Catch::Contains("/backup/s.db: No space left on device") &&
                                    Catch::Contains("free some disk space"));
      CHECK(files.read("/backup/s.db") == "older");
      save(etcd, files);
    }
    CHECK(files.read("/backup/s.db") == with_digest(etcd.database));
    CHECK(files.list("/backup") == std::vector<std::string>{"s.db"});
  });
}

TEST_CASE("a voter that does not lead is preferred") {
  const auto member = [](std::uint64_t id, bool learner, bool answers) {
    MemberHealth made;
    made.member.id = id;
    made.member.name = "n" + std::to_string(id);
    made.member.learner = learner;
    if (answers) {
      made.status.value.emplace();
      made.status.value->leader = 1;
    }
    return made;
  };
  CHECK(backup_member({{member(1, false, true), member(2, false, true)}, "", ""}).member.id == 2);
  CHECK(backup_member({{member(1, false, true), member(2, false, false)}, "", ""}).member.id == 1);
  CHECK(backup_member({{member(1, false, true), member(2, true, true)}, "", ""}).member.id == 1);
  CHECK_THROWS_AS(backup_member({{member(2, true, true), member(3, false, false)}, "", ""}), Error);
}

}  // namespace kcluster
