#include "phases/lost_writes.h"

#include <catch2/catch.hpp>

#include "etcd/memory_etcd.h"
#include "host/memory_files.h"
#include "tests/support/snapshot_maker.h"

namespace kcluster {
namespace {

/// Two pods at revision 6.
struct Saved {
  MemoryFiles files;
  std::unique_ptr<FileBytes> bytes;
  SnapshotReport seen;

  Saved() {
    files.write("/backup.db",
                make_snapshot(etcd_buckets({put_entry("/registry/pods/a/b", "1", 5),
                                            put_entry("/registry/pods/a/c", "1", 6)}),
                              {1024, 7}),
                {0600});
    bytes = files.open("/backup.db");
    seen = examine_snapshot(*bytes, Digest::required);
  }
};

MemoryEtcd etcd_at(std::int64_t revision, std::set<std::string> keys) {
  EtcdCluster cluster;
  cluster.revision = revision;
  cluster.keys = std::move(keys);
  return MemoryEtcd(cluster);
}

}  // namespace

TEST_CASE("writes since a snapshot are counted, and the kinds whose number changed") {
  const Saved saved;
  const auto etcd = etcd_at(46, {"/registry/pods/a/b", "/registry/pods/a/c", "/registry/pods/a/d",
                                 "/registry/secrets/a/s"});
  const auto lost = lost_writes(*saved.bytes, saved.seen, etcd);
  CHECK(lost.writes == 40);
  REQUIRE(lost.objects.size() == 2);
  CHECK(lost.objects.at("/registry/pods/").before == 3);
  CHECK(lost.objects.at("/registry/pods/").now == 2);
  CHECK(lost.objects.at("/registry/secrets/").now == 0);
  const auto told = lost_result(lost);
  CHECK(told.words.find("40 writes") == 0);
  CHECK(told.words.find("/registry/pods/: 3 now, 2 in the backup") != std::string::npos);
  CHECK(told.value["objects"]["/registry/secrets/"]["now"] == 1);
}

TEST_CASE("a kind with as many objects as before is not told") {
  const Saved saved;
  const auto etcd = etcd_at(6, {"/registry/pods/a/b", "/registry/pods/a/c"});
  const auto lost = lost_writes(*saved.bytes, saved.seen, etcd);
  CHECK(lost.writes == 0);
  CHECK(lost.objects.empty());
}

TEST_CASE("more keys than one page holds are all counted") {
  const Saved saved;
  std::set<std::string> keys;
  for (int i = 0; i < 12345; ++i) keys.insert("/registry/pods/many/" + std::to_string(i));
  const auto lost = lost_writes(*saved.bytes, saved.seen, etcd_at(20000, keys));
  CHECK(lost.objects.at("/registry/pods/").before == 12345);
}

TEST_CASE("of an etcd that does not answer nothing is claimed") {
  const Saved saved;
  auto etcd = etcd_at(46, {});
  etcd.cluster.silent = {0xa1};
  const auto lost = lost_writes(*saved.bytes, saved.seen, etcd);
  CHECK_FALSE(lost.writes);
  CHECK(lost.objects.empty());
  CHECK(lost_result(lost).words.find("not known") != std::string::npos);
  CHECK(lost_result(lost).value["writes"].is_null());
}

}  // namespace kcluster
