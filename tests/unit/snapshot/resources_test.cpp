#include "snapshot/resources.h"

#include <catch2/catch.hpp>

#include "snapshot/key_entries.h"
#include "snapshot/verify.h"
#include "tests/support/snapshot_maker.h"

namespace kcluster {
namespace {

struct Made {
  explicit Made(std::vector<BoltEntry> keys) : bytes(make_database(etcd_buckets(std::move(keys)))) {
    Damages none;
    file = open_bolt(bytes, bytes.size(), none).value();
  }
  MemoryBytes bytes;
  BoltFile file;
};

}  // namespace

TEST_CASE("an object's prefix is the one below which its kind lies") {
  CHECK(resource_prefix("/registry/pods/default/web") == "/registry/pods/");
  CHECK(resource_prefix("/registry/clusterroles/x") == "/registry/clusterroles/");
  CHECK(resource_prefix("/registry/services/specs/default/kubernetes") ==
        "/registry/services/specs/");
  CHECK(resource_prefix("/registry/services/endpoints/a/b") == "/registry/services/endpoints/");
  CHECK(resource_prefix("/registry/example.com/widgets/a/b") == "/registry/example.com/widgets/");
  CHECK(resource_prefix("/other/pods/a") == "/other/pods/");
  for (const char* key : {"", "/", "x", "/registry", "/registry/health", "/registry/example.com/x",
                          "/registry/ranges/serviceips", "/registry/p ods/a", "/a/\x80/b", "a/b/c"})
    CHECK(resource_prefix(key).empty());
}

TEST_CASE("only living keys are counted, each once, by their prefix") {
  const Made made(
      {put_entry("/registry/pods/a/1", "v", 2), put_entry("/registry/pods/a/2", "v", 3),
       put_entry("/registry/pods/a/1", "w", 4), tombstone_entry("/registry/pods/a/2", 5),
       put_entry("/registry/secrets/a/1", "v", 6), put_entry("/registry/health", "v", 7),
       put_entry("compact_rev_key", "v", 8), tombstone_entry("/registry/nodes/n", 9),
       put_entry("/registry/secrets/a/1", std::string(300000, 'x'), 10)});
  const auto counts = count_resources(made.file);
  CHECK(counts.keys == 4);
  CHECK(counts.by_prefix ==
        std::map<std::string, std::uint64_t>{{"/registry/pods/", 1}, {"/registry/secrets/", 1}});
}

TEST_CASE("a database with very many kinds of keys does not take memory for all of them") {
  std::vector<BoltEntry> keys;
  for (std::int64_t i = 0; i < 6000; ++i)
    keys.push_back(put_entry("/registry/kind" + std::to_string(i) + "/x", "v", i + 2));
  const Made made(std::move(keys));
  const auto counts = count_resources(made.file);
  CHECK(counts.keys == 6000);
  CHECK(counts.by_prefix.size() == most_resources);
}

TEST_CASE("HashKV is that of a member which was compacted further than the database says") {
  const std::vector<BoltEntry> all{put_entry("/a", "1", 2), put_entry("/a", "2", 3),
                                   put_entry("/b", "1", 4)};
  const Made whole(all);
  const auto report = examine_snapshot(whole.bytes, Digest::optional);
  CHECK(hash_kv(whole.file, -1) == report.contents.hash_kv);
  const Made compacted({all[1], all[2]});
  CHECK(hash_kv(whole.file, 3) == hash_kv(compacted.file, -1));
  CHECK(hash_kv(whole.file, 3) != hash_kv(whole.file, -1));
}

}  // namespace kcluster
