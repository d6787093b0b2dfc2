#include "snapshot/verify.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "host/memory_stream.h"
#include "pki/digest.h"
#include "snapshot/bytes.h"
#include "snapshot/crc32c.h"
#include "tests/support/snapshot_maker.h"

namespace kcluster {
namespace {

std::vector<BoltEntry> some_keys() {
  return {put_entry("/registry/a", "one", 2),
          put_entry("/registry/b", "two", 3),
          put_entry("/registry/a", "three", 4),
          tombstone_entry("/registry/b", 5),
          put_entry("/registry/c", std::string(9000, 'c'), 6),
          put_entry("/registry/d", "four", 6, 1)};
}

std::vector<BoltEntry> many_keys(int count) {
  std::vector<BoltEntry> made;
  for (int i = 0; i < count; ++i)
    made.push_back(
        put_entry("/registry/pods/" + std::to_string(i), std::string(i % 300, 'v'), i + 2));
  return made;
}

SnapshotReport examine(const std::string& bytes, Digest digest = Digest::required) {
  return examine_snapshot(MemoryBytes(bytes), digest);
}

std::uint32_t plain_hash(const Buckets& buckets) {
  Crc32c sum;
  for (const auto& [name, entries] : buckets) {
    sum.add(name);
    for (const auto& entry : entries) {
      sum.add(entry.key);
      sum.add(entry.value);
    }
  }
  return sum.value();
}

std::string words(const SnapshotReport& report) {
  std::string made;
  for (const auto& each : report.damages.listed()) made += each.place + ": " + each.what + "\n";
  return made;
}

// a database with a change in it, its digest made anew: what only the structure can show
std::string resigned(std::string database, std::size_t at, std::string_view bytes) {
  database.replace(at, bytes.size(), bytes);
  return with_digest(database);
}

}  // namespace

TEST_CASE("a sound snapshot is said to be, with all that etcd keeps in it") {
  auto buckets = etcd_buckets(some_keys());
  buckets["lease"] = {{std::string(7, '\0') + "\x07", "\x08\x07\x10\x3c", 0}};
  buckets["alarm"] = {{"\x08\x05\x10\x01", "", 0}};
  const auto report = examine(make_snapshot(buckets));
  INFO(words(report));
  REQUIRE(report.damages.none());
  CHECK(report.damages.notes().empty());
  CHECK(report.has_digest);
  CHECK(report.sha256 == hex(sha256(make_database(buckets))));
  CHECK(report.page_size == 4096);
  CHECK(report.size + 32 == report.file_size);
  const auto& seen = report.contents;
  CHECK(seen.revision == 6);
  CHECK(seen.keys == 3);
  CHECK(seen.entries == 6);
  CHECK(seen.hash == plain_hash(buckets));
  CHECK(seen.storage_version == "3.6.0");
  CHECK(seen.cluster_version == "3.6.0");
  CHECK(seen.compacted == -1);
  CHECK(seen.consistent_index == 9);
  CHECK(seen.term == 2);
  CHECK(seen.leases == 1);
  CHECK_FALSE(seen.auth);
  REQUIRE(seen.alarms.size() == 1);
  CHECK(seen.alarms[0].member == 5);
  CHECK(seen.alarms[0].kind == "NOSPACE");
  REQUIRE(seen.members.size() == 1);
  CHECK(seen.members[0].id == 0x8e9e05c52164694dull);
  CHECK(seen.members[0].name == "default");
  CHECK(seen.members[0].peer_urls == std::vector<std::string>{"http://localhost:2380"});
}

TEST_CASE("trees of several levels, other page sizes and large values are gone through") {
  for (const std::uint32_t page : {1024u, 4096u, 16384u, 65536u}) {
    auto keys = many_keys(3000);
    keys.push_back(put_entry("/large", std::string(3 << 20, 'x'), 9000));
    const auto buckets = etcd_buckets(std::move(keys));
    const auto report = examine(make_snapshot(buckets, {page, 7}));
    INFO(page << "\n" << words(report));
    CHECK(report.damages.none());
    CHECK(report.contents.keys == 3001);
    CHECK(report.contents.revision == 9000);
    CHECK(report.contents.hash == plain_hash(buckets));
  }
}

TEST_CASE("every flip of a byte in a small snapshot is found") {
  const auto whole = make_snapshot(etcd_buckets({put_entry("/a", "one", 2)}), {1024, 7});
  REQUIRE(examine(whole).damages.none());
  std::size_t missed = 0;
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int mask : {0x01, 0x80, 0xff}) {
      auto bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ mask);
      missed += examine(bytes).damages.none();
    }
  CHECK(missed == 0);
}

TEST_CASE("what was written just now is held against the sum that was made meanwhile") {
  const auto database = make_database(etcd_buckets(some_keys()));
  const MemoryBytes file(with_digest(database));
  const auto known = examine_written(file, sha256(database));
  const auto read = examine_snapshot(file, Digest::required);
  CHECK(known.damages.none());
  CHECK(known.sha256 == read.sha256);
  CHECK(known.contents.hash == read.contents.hash);
  CHECK(known.size == read.size);
  CHECK_FALSE(examine_written(file, std::string(32, 'x')).damages.none());
  CHECK_FALSE(examine_written(MemoryBytes(database), sha256(database)).damages.none());
}

TEST_CASE("every shorter file is found, and none does harm") {
  const auto whole = make_snapshot(etcd_buckets(some_keys()), {1024, 7});
  std::size_t missed = 0;
  for (std::size_t size = 0; size < whole.size(); ++size)
    missed += examine(whole.substr(0, size)).damages.none();
  CHECK(missed == 0);
}

// the digest made anew after each flip, so that only the structure speaks; what no rule covers
// (values, room behind the last item) may pass, but nothing may do harm
TEST_CASE("flips under a true digest are found in every part of the structure") {
  const auto database = make_database(etcd_buckets(some_keys()), {1024, 7});
  const auto sound = examine(with_digest(database));
  std::size_t found = 0;
  for (std::size_t at = 2048; at < database.size(); ++at) {
    auto bytes = database;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    const auto report = examine(with_digest(bytes));
    const bool other = report.contents.hash != sound.contents.hash;
    found += !report.damages.none();
    const bool in_header = at % 1024 < 16 && database[at - at % 1024 + 8] != 0 &&
                           le64(database, at - at % 1024) == at / 1024;
    if (in_header) CHECK((other || !report.damages.none()));
  }
  CHECK(found > 500);
}

TEST_CASE("damage says where it is") {
  const auto database = make_database(etcd_buckets(many_keys(200)), {1024, 7});
  const auto at = [&](std::uint64_t page) { return page * 1024; };
  const auto say = [&](std::size_t offset, std::string_view bytes) {
    return words(examine(resigned(database, offset, bytes)));
  };
  using Catch::Contains;
  const std::string one("\x01\0\0\0\0\0\0\0", 8), far("\xff\xff\0\0", 4);
  CHECK_THAT(say(at(2), one), Contains("page 2, bucket key: its number is said to be 1"));
  CHECK_THAT(say(at(2) + 8, "\x10"), Contains("page 2, bucket key: it is neither branch nor leaf"));
  CHECK_THAT(say(at(2) + 12, far), Contains("page 2, bucket key: it is said to go on for"));
  CHECK_THAT(say(at(2) + 10, "\xff\xff"), Contains("page 2, bucket key: 65535 items do not fit"));
  CHECK_THAT(say(at(2) + 20, "\x01"), Contains("page 2, bucket key: item 0 begins at byte"));
  CHECK_THAT(say(at(2) + 24, far), Contains("page 2, bucket key: item 0 of"));
}

TEST_CASE("cycles and wrong children end, with a word about them") {
  const auto buckets = etcd_buckets(many_keys(200));
  const auto database = make_database(buckets, {1024, 7});
  std::size_t branch = 0;
  for (std::size_t page = 2; page < database.size() / 1024; ++page)
    if (le16(database, page * 1024 + 8) == 1) branch = page;
  REQUIRE(branch != 0);
  for (const std::uint64_t child : {std::uint64_t{branch}, std::uint64_t{2}, std::uint64_t{0},
                                    std::uint64_t{1} << 62, ~std::uint64_t{0}}) {
    std::string bytes;
    add_le(bytes, child, 8);
    const auto report = examine(resigned(database, branch * 1024 + 32 + 8, bytes));
    CHECK_FALSE(report.damages.none());
  }
}

TEST_CASE("a member's own file is taken when no digest is asked for, with room behind its pages") {
  auto bytes = make_database(etcd_buckets(some_keys()));
  bytes.resize(bytes.size() + 16384);
  CHECK(examine(bytes, Digest::optional).damages.none());
  CHECK_THAT(words(examine(bytes)), Catch::Contains("no SHA-256 follows"));
  CHECK_THAT(words(examine(with_digest(bytes))), Catch::Contains("bytes follow the last page"));
}

TEST_CASE("one damaged meta page is noted, two are the end") {
  const auto database = make_database(etcd_buckets(some_keys()));
  const auto first = examine(resigned(database, 40, "x"));
  CHECK(first.damages.none());
  CHECK(first.damages.notes().at(0).place == "page 0");
  CHECK(first.contents.keys == 3);
  const auto second = examine(resigned(database, 4096 + 40, "x"));
  CHECK(second.damages.none());
  CHECK(second.damages.notes().at(0).place == "page 1");
  auto both = database;
  both[40] ^= 1;
  both[4096 + 40] ^= 1;
  CHECK_THAT(words(examine(with_digest(both))), Catch::Contains("page 0: its checksum is wrong"));
}

TEST_CASE("files that are no snapshots are refused") {
  CHECK_THAT(words(examine("")), Catch::Contains("it is empty"));
  CHECK_THAT(words(examine(std::string(32, 'x'))), Catch::Contains("the file ends before it"));
  CHECK_THAT(words(examine(with_digest(std::string(65536, 'x')))),
             Catch::Contains("this is no database of bbolt's"));
  CHECK_THAT(words(examine(make_snapshot({{"stuff", {}}}))),
             Catch::Contains("there is no bucket key"));
  auto strange = etcd_buckets({{"no revision", "", 0}});
  CHECK_THAT(words(examine(make_snapshot(strange))), Catch::Contains("is no revision"));
  strange = etcd_buckets({{put_entry("/a", "b", 2).key, "\x0a\xff", 0}});
  CHECK_THAT(words(examine(make_snapshot(strange))),
             Catch::Contains("the value of revision 2/0 cannot be read"));
}

TEST_CASE("damages become one Error with findings") {
  const auto report = examine(with_digest(std::string(65536, 'x')));
  try {
    require_sound(report, "/backup.db");
    FAIL("it is damaged");
  } catch (const Error& error) {
    CHECK(error.what() == std::string("the snapshot /backup.db is damaged"));
    CHECK(error.findings.size() == report.damages.count());
  }
  require_sound(examine(make_snapshot(etcd_buckets(some_keys()))), "/backup.db");
}

// the rules of mvcc's HashByRev: compacted entries count as present values only
TEST_CASE("HashKV is the same before and after the removal of compacted entries") {
  const auto compaction = [](std::vector<BoltEntry> keys, std::int64_t revision) {
    auto buckets = etcd_buckets(std::move(keys));
    auto& meta = buckets["meta"];
    meta.insert(meta.begin() + 2, {"scheduledCompactRev", put_entry("", "", revision).key, 0});
    std::sort(meta.begin(), meta.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return examine(make_snapshot(buckets)).contents;
  };
  const auto all = some_keys();
  const auto before = compaction(all, 5);
  const auto after = compaction({all[2], all[4], all[5]}, 5);
  CHECK(before.compacted == 5);
  CHECK(before.hash_kv == after.hash_kv);
  CHECK(before.keys == after.keys);
  const auto never = examine(make_snapshot(etcd_buckets(all))).contents;
  CHECK(never.hash_kv != before.hash_kv);
}

}  // namespace kcluster
