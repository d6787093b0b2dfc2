#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_stream.h"
#include "snapshot/verify.h"
#include "tests/support/snapshot_maker.h"

namespace kcluster {
namespace {

std::string snapshot() {
  std::vector<BoltEntry> keys;
  for (int i = 0; i < 3000; ++i)
    keys.push_back(put_entry("/registry/pods/" + std::to_string(i), std::string(400, 'v'), i + 2));
  return make_snapshot(etcd_buckets(std::move(keys)));
}

enum class Readers { several, one };

/// A file in memory for that many threads at once. `spoilt` changes a byte of the blocks that are
/// copied and none of the pages that are walked: somebody writes to it between the two readings.
class Source : public FileBytes {
 public:
  Source(std::string bytes, Readers readers, bool spoilt = false)
      : bytes_(std::move(bytes)), readers_(readers), spoilt_(spoilt) {}
  std::uint64_t size() const override { return bytes_.size(); }
  void read(std::uint64_t offset, std::span<char> into) const override {
    bytes_.read(offset, into);
    if (spoilt_ && into.size() > (512u << 10)) into[into.size() / 2] ^= 1;
  }
  bool is_shareable() const override { return readers_ == Readers::several; }

 private:
  MemoryBytes bytes_;
  Readers readers_;
  bool spoilt_;
};

std::string copied(const FileBytes& from, Digest digest, SnapshotReport& report) {
  std::string kept;
  MemoryNewFile copy([&](const std::string& bytes) { kept = bytes; });
  report = copy_snapshot(from, digest, copy);
  copy.keep();
  return kept;
}

struct Full : MemoryNewFile {
  Full() : MemoryNewFile({}) {}
  void append(std::string_view) override { throw Error("no space left"); }
};

}  // namespace

TEST_CASE("a copy is the database, whether it is walked meanwhile or afterwards") {
  const auto bytes = snapshot();
  const auto database = bytes.substr(0, bytes.size() - 32);
  const auto whole = examine_snapshot(MemoryBytes(bytes), Digest::required);
  SnapshotReport meanwhile, afterwards, plain;
  CHECK(copied(Source(bytes, Readers::several), Digest::required, meanwhile) == database);
  CHECK(copied(Source(bytes, Readers::one), Digest::required, afterwards) == database);
  CHECK(copied(MemoryBytes(database), Digest::optional, plain) == database);
  for (const auto& each : {meanwhile, afterwards, plain}) {
    CHECK(each.damages.none());
    CHECK(each.contents.hash == whole.contents.hash);
    CHECK(each.contents.keys == 3000);
    CHECK(each.sha256 == whole.sha256);
  }
}

TEST_CASE("a file that is changed while it is copied is damaged") {
  for (const auto readers : {Readers::several, Readers::one}) {
    SnapshotReport report;
    copied(Source(snapshot(), readers, true), Digest::required, report);
    CHECK_FALSE(report.damages.none());
  }
}

TEST_CASE("a copy that fails ends the walk, too") {
  Full copy;
  const auto bytes = snapshot();
  CHECK_THROWS_WITH(copy_snapshot(MemoryBytes(bytes), Digest::required, copy),
                    Catch::Contains("no space left"));
}

}  // namespace kcluster
