#include "snapshot/contents.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "snapshot/key_entries.h"
#include "snapshot/small_buckets.h"

namespace kcluster {
namespace {

class Reader : public BoltVisitor {
 public:
  Reader(const BoltFile& file, SnapshotContents& contents, Damages& damages, const Advance& pace)
      : file_(file), contents_(contents), damages_(damages), pace_(pace), keys_(damages) {}

  void bucket(std::string_view name) override {
    hash_.add(name);
    contents_.buckets[std::string(name)];
  }

  void item(std::string_view bucket, std::string_view key, const BoltValue& value) override {
    hash_.add(key);
    value.pieces([this](std::string_view piece) { hash_.add(piece); });
    ++contents_.buckets[std::string(bucket)];
    if (bucket == "key")
      keys_.add(key, value);
    else
      read_small_item({bucket, key, value}, contents_, damages_);
  }

  void page(std::uint64_t count) override {
    if (pace_) pace_(count * file_.meta.page_size, file_.size);
  }

  void finish(KvHash kv_hash) {
    contents_.hash = hash_.value();
    if (!damages_.none()) return;
    keys_.finish(file_, contents_, kv_hash);
  }

 private:
  const BoltFile& file_;
  SnapshotContents& contents_;
  Damages& damages_;
  const Advance& pace_;
  KeyEntries keys_;
  Crc32c hash_;
};

}  // namespace

SnapshotContents read_contents(const BoltFile& file, Damages& damages, const Advance& pace,
                               KvHash kv_hash) {
  SnapshotContents contents;
  Reader reader(file, contents, damages, pace);
  walk_bolt(file, reader, damages);
  reader.finish(kv_hash);
  return contents;
}

}  // namespace kcluster
