#include "phases/etcd_archive.h"

#include <catch2/catch.hpp>

#include "archive/archive.h"
#include "base/error.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "tests/support/full_disk.h"
#include "tests/support/mortal_files.h"
#include "tests/support/snapshot_maker.h"

namespace kcluster {
namespace {

constexpr const char* kUrl = "https://192.168.1.20:2379";

class Member : public MemoryEtcd {
 public:
  Member() {
    cluster.database = make_database(etcd_buckets({put_entry("/a", std::string(200000, 'v'), 2)}));
    cluster.digest = sha256(cluster.database);
    hash = examine_snapshot(MemoryBytes(with_digest(cluster.database)), Digest::required)
               .contents.hash_kv;
  }
  EtcdHash hash_kv(const std::string&, std::int64_t revision) const override {
    return {hash, revision, ++asked <= refusals ? 1 : -1};
  }
  std::uint32_t hash = 0;
  int refusals = 0;
  mutable int asked = 0;
};

ArchivePlan plan() {
  ArchivePlan made;
  made.file = "/backup/all.tar";
  made.files = {"/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/pki/ca.key", "/gone"};
  made.about = {{"kubernetesVersion", "v1.36.3"}};
  made.configuration = "kind: ClusterConfiguration\n";
  return made;
}

void fill(Files& files) {
  files.write("/etc/kubernetes/pki/ca.crt", "certificate", {0644});
  files.write("/etc/kubernetes/pki/ca.key", "private key", {0600});
}

void check_archive(const FileBytes& bytes) {
  const auto seen = read_archive(bytes);
  CHECK(seen.manifest["kubernetesVersion"] == "v1.36.3");
  CHECK(seen.manifest["snapshot"]["revision"] == 2);
  CHECK(seen.files.size() == 4);
  CHECK(seen.find("files/etc/kubernetes/pki/ca.key"));
  CHECK(seen.find("cluster/ClusterConfiguration.yaml"));
  const auto* entry = seen.find("snapshot.db");
  REQUIRE(entry);
  CHECK(examine_snapshot(SectionBytes(bytes, entry->offset, entry->size), Digest::required)
            .damages.none());
}

}  // namespace

TEST_CASE("an archive holds snapshot, files and configuration, and is its owner's alone") {
  Member etcd;
  MemoryFiles files;
  MemoryClock clock;
  fill(files);
  etcd.refusals = 1;
  const auto saved = save_archive({kUrl, etcd}, plan(), files, clock, {}, {});
  CHECK(saved.contents.revision == 2);
  CHECK(files.look("/backup/all.tar")->mode == 0600);
  check_archive(*files.open("/backup/all.tar"));
}

TEST_CASE("a sealed archive shows nothing of what it holds") {
  Member etcd;
  MemoryFiles files;
  MemoryClock clock;
  fill(files);
  const SealSource seal{SealSource::Kind::key_file, Secret(std::string(32, 'k'))};
  auto wish = plan();
  wish.seal = &seal;
  save_archive({kUrl, etcd}, wish, files, clock, {}, {});
  const auto text = files.read("/backup/all.tar").value();
  for (const char* word : {"private key", "snapshot.db", "manifest", "vvvvvvvv"})
    CHECK(text.find(word) == text.npos);
  const MemoryBytes below(text);
  check_archive(SealedBytes(below, seal));
}

TEST_CASE("wherever an archive is cut off, the old one or a whole one lies there") {
  Member etcd;
  MemoryClock clock;
  for (unsigned last = 1;; ++last) {
    REQUIRE(last < 300);
    MemoryFiles files;
    fill(files);
    files.write("/backup/all.tar", "older", {0600});
    bool crashed = false;
    try {
      MortalFiles mortal(files, last);
      save_archive({kUrl, etcd}, plan(), mortal, clock, {}, {});
    } catch (const Crash&) {
      crashed = true;
    }
    if (files.read("/backup/all.tar") != "older") check_archive(*files.open("/backup/all.tar"));
    if (!crashed) break;
  }
}

TEST_CASE("whenever the disk fills meanwhile, the older archive stays alone, and again it works") {
  Member etcd;
  MemoryClock clock;
  const SealSource key{SealSource::Kind::key_file, Secret(std::string(32, 'k'))};
  auto wish = plan();
  const bool sealed = GENERATE(false, true);
  if (sealed) wish.seal = &key;
  on_filling_disks([&](FillingDisk& disk) {
    MemoryFiles files;
    fill(files);
    files.write("/backup/all.tar", "older", {0600});
    FillingFiles filling(files, disk);
    try {
      save_archive({kUrl, etcd}, wish, filling, clock, {}, {});
    } catch (const Error& error) {
      CHECK_THAT(render(error), Catch::Contains("/backup/all.tar: No space left on device") &&
                                    Catch::Contains("free some disk space"));
      CHECK(files.read("/backup/all.tar") == "older");
      save_archive({kUrl, etcd}, wish, files, clock, {}, {});
    }
    const auto made = files.open("/backup/all.tar");
    sealed ? check_archive(SealedBytes(*made, key)) : check_archive(*made);
    CHECK(files.list("/backup") == std::vector<std::string>{"all.tar"});
  });
}

TEST_CASE("the next backup into a folder clears what a killed one left there, and nothing else") {
  Member etcd;
  MemoryClock clock;
  for (const auto& names : {archive_names, sealed_names, snapshot_names}) {
    MemoryFiles files;
    fill(files);
    auto wish = plan();
    wish.file = Path("/backup") / backup_name(names, clock.now());
    const auto life = std::make_shared<Life>(4);
    MortalFiles mortal(files, life);
    const auto killed = [&] { save_archive({kUrl, etcd}, wish, mortal, clock, {}, {}); };
    CHECK_THROWS_AS(killed(), Crash);
    REQUIRE(files.list("/backup")->size() == 1);
    clock.advance(Seconds(86400));
    CHECK(clear_left_backups("/backup", files) == std::vector<Path>{torn_name(wish.file)});
    CHECK(files.list("/backup")->empty());
  }
  MemoryFiles files;
  const std::vector<std::string> others{".etcd-2026T2Z.db.kcluster",
                                        ".etcd-20261121T200000Z.db",
                                        ".etcd-20261121T20000xZ.db.kcluster",
                                        ".etcd-.db.kcluster",
                                        ".etcd-20261121T200000Z.tar.kcluster",
                                        "etcd-20261121T200000Z.db",
                                        ".x.kcluster"};
  for (const auto& name : others) files.write("/backup/" + name, "x", {0600});
  files.write("/backup/.kcluster-20261121T200000Z.tar.kcluster", "another user's", {0600});
  files.own("/backup/.kcluster-20261121T200000Z.tar.kcluster", 1000, 1000);
  files.link("/etc/passwd", "/backup/.kcluster-20261121T200001Z.tar.kcluster");
  files.make_dir("/backup/.kcluster-20261121T200002Z.tar.kcluster", 0700);
  CHECK(clear_left_backups("/backup", files).empty());
  CHECK(files.list("/backup")->size() == others.size() + 3);
  CHECK(clear_left_backups("/none", files).empty());
}

TEST_CASE("only backups of the same kind are pruned, the oldest first") {
  MemoryFiles files;
  for (const char* name : {"kcluster-20261101T000000Z.tar", "kcluster-20261102T000000Z.tar",
                           "kcluster-20261103T000000Z.tar", "kcluster-20261101T000000Z.tar.sealed",
                           "etcd-1.db", "notes.tar", "kcluster-.tar"})
    files.write(Path("/backup") / name, "x", {0600});
  const auto gone = prune_backups("/backup", "kcluster-", ".tar", 2, files);
  CHECK(gone == std::vector<Path>{"/backup/kcluster-20261101T000000Z.tar"});
  CHECK(files.list("/backup")->size() == 6);
  CHECK(prune_backups("/backup", "kcluster-", ".tar", 2, files).empty());
  CHECK(prune_backups("/none", "kcluster-", ".tar", 2, files).empty());
}

}  // namespace kcluster
