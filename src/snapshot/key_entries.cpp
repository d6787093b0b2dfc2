#include "snapshot/key_entries.h"

#include <fmt/format.h>

#include "base/text.h"
#include "snapshot/bytes.h"
#include "snapshot/message.h"
#include "snapshot/revision.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kKeyField = 1;

/// Of the key in a mvccpb.KeyValue; nullopt when the value is none.
std::optional<std::uint64_t> key_fingerprint(const BoltValue& value) {
  Fnv1a fingerprint;
  MessageReader reader([](std::uint64_t, std::uint64_t) {},
                       [&](std::uint64_t field, std::string_view bytes) {
                         if (field == kKeyField) fingerprint.add(bytes);
                       });
  value.pieces([&](std::string_view piece) { reader.add(piece); });
  if (!reader.whole()) return std::nullopt;
  return fingerprint.value();
}

LiveKeys::Kind kind_of(const Revision& revision) {
  return revision.tombstone ? LiveKeys::Kind::tombstone : LiveKeys::Kind::put;
}

class Again : public BoltVisitor {
 public:
  explicit Again(LiveKeys& live) : live_(live) {}
  void bucket(std::string_view) override {}
  void item(std::string_view, std::string_view key, const BoltValue& value) override {
    const auto revision = parse_revision(key);
    const auto fingerprint = key_fingerprint(value);
    if (revision && fingerprint) live_.add(entry_, *fingerprint, kind_of(*revision));
    ++entry_;
  }

 private:
  LiveKeys& live_;
  std::uint64_t entry_ = 0;
};

/// As mvcc's HashByRev at the newest revision: compacted entries count only as the present value
/// of a living key, whether compaction has already removed the others or not.
class HashKv : public BoltVisitor {
 public:
  HashKv(const LiveKeys& live, std::int64_t compacted) : live_(live), compacted_(compacted) {
    hash_.add("key");
  }
  void bucket(std::string_view) override {}
  void item(std::string_view, std::string_view key, const BoltValue& value) override {
    if (counts(parse_revision(key).value_or(Revision{}))) {
      hash_.add(key);
      value.pieces([this](std::string_view piece) { hash_.add(piece); });
    }
    ++entry_;
  }
  std::uint32_t value() const { return hash_.value(); }

 private:
  bool counts(const Revision& revision) const {
    if (revision.main > compacted_) return true;
    if (live_.count() > 0 && !live_.is_newest(entry_)) return false;
    return !(revision.main == compacted_ && revision.tombstone);
  }

  const LiveKeys& live_;
  std::int64_t compacted_;
  std::uint64_t entry_ = 0;
  Crc32c hash_;
};

}  // namespace

void KeyEntries::add(std::string_view key, const BoltValue& value) {
  const auto revision = parse_revision(key);
  if (!revision)
    return damages_.add("bucket key", "0x" + hex(key.substr(0, 32)) + " is no revision");
  const auto fingerprint = key_fingerprint(value);
  if (!fingerprint)
    return damages_.add("bucket key", fmt::format("the value of revision {}/{} cannot be read",
                                                  revision->main, revision->sub));
  revision_ = revision->main;
  live_.add(entries_++, *fingerprint, kind_of(*revision));
}

void KeyEntries::finish(const BoltFile& file, SnapshotContents& contents, KvHash kv_hash) {
  while (live_.again()) {
    Again more(live_);
    walk_bucket(file, "key", more);
  }
  contents.revision = revision_;
  contents.entries = entries_;
  contents.keys = live_.count();
  if (kv_hash == KvHash::left_out) return;
  HashKv hash(live_, contents.compacted);
  walk_bucket(file, "key", hash);
  contents.hash_kv = hash.value();
}

std::uint32_t hash_kv(const BoltFile& file, std::int64_t compacted) {
  struct All : BoltVisitor {
    explicit All(KeyEntries& to) : keys(to) {}
    void bucket(std::string_view) override {}
    void item(std::string_view, std::string_view key, const BoltValue& value) override {
      keys.add(key, value);
    }
    KeyEntries& keys;
  };
  Damages none;
  KeyEntries keys(none);
  All all(keys);
  walk_bucket(file, "key", all);
  SnapshotContents made;
  made.compacted = compacted;
  keys.finish(file, made, KvHash::wanted);
  return made.hash_kv;
}

}  // namespace kcluster
