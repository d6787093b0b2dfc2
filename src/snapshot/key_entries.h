#pragma once
#include "snapshot/contents.h"
#include "snapshot/crc32c.h"
#include "snapshot/live_keys.h"

namespace kcluster {

/// The bucket `key`: every revision of every key.
class KeyEntries {
 public:
  explicit KeyEntries(Damages& damages) : damages_(damages) {}

  /// In the order of the bucket.
  void add(std::string_view key, const BoltValue& value);
  /// Revision, numbers and HashKV if it is wanted; the database must be sound and `compacted`
  /// known.
  void finish(const BoltFile& file, SnapshotContents& contents, KvHash kv_hash);

 private:
  Damages& damages_;
  LiveKeys live_;
  std::uint64_t entries_ = 0;
  std::int64_t revision_ = 0;
};

/// HashKV of a sound database at its newest revision for a member that was compacted up to another
/// revision than the database says.
std::uint32_t hash_kv(const BoltFile& file, std::int64_t compacted);

}  // namespace kcluster
