#include "snapshot/resources.h"

#include <algorithm>

#include "snapshot/bytes.h"
#include "snapshot/live_keys.h"
#include "snapshot/message.h"
#include "snapshot/revision.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kKeyField = 1;
constexpr std::size_t kLongestPrefix = 512;

/// The key within a mvccpb.KeyValue; of a long one the fingerprint tells it from others.
struct KeyRead {
  std::string begin;
  Fnv1a fingerprint;
};

KeyRead read_key(const BoltValue& value) {
  KeyRead made;
  MessageReader reader([](std::uint64_t, std::uint64_t) {},
                       [&](std::uint64_t field, std::string_view bytes) {
                         if (field != kKeyField) return;
                         made.fingerprint.add(bytes);
                         made.begin += bytes.substr(0, kLongestPrefix - made.begin.size());
                       });
  value.pieces([&](std::string_view piece) { reader.add(piece); });
  return made;
}

class Living : public BoltVisitor {
 public:
  explicit Living(LiveKeys& live) : live_(live) {}
  void bucket(std::string_view) override {}
  void item(std::string_view, std::string_view key, const BoltValue& value) override {
    const auto revision = parse_revision(key);
    const bool gone = revision && revision->tombstone;
    live_.add(entry_++, read_key(value).fingerprint.value(),
              gone ? LiveKeys::Kind::tombstone : LiveKeys::Kind::put);
  }

 private:
  LiveKeys& live_;
  std::uint64_t entry_ = 0;
};

class Count : public BoltVisitor {
 public:
  explicit Count(const LiveKeys& live) : live_(live) {}
  void bucket(std::string_view) override {}
  void item(std::string_view, std::string_view, const BoltValue& value) override {
    if (!live_.is_newest(entry_++)) return;
    ++counts.keys;
    const auto key = read_key(value).begin;
    const std::string prefix(resource_prefix(key));
    const auto found = counts.by_prefix.find(prefix);
    if (found != counts.by_prefix.end())
      ++found->second;
    else if (!prefix.empty() && counts.by_prefix.size() < most_resources)
      counts.by_prefix.emplace(prefix, 1);
  }

  ResourceCounts counts;

 private:
  const LiveKeys& live_;
  std::uint64_t entry_ = 0;
};

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

std::string_view resource_prefix(std::string_view key) {
  if (!key.starts_with('/') || !is_printable(key)) return {};
  const auto root = key.find('/', 1);
  if (root == key.npos) return {};
  auto end = key.find('/', root + 1);
  if (end == key.npos) return {};
  const auto first = key.substr(root + 1, end - root - 1);
  const bool two = first.find('.') != first.npos || first == "services" || first == "ranges";
  if (two) end = key.find('/', end + 1);
  if (two && end == key.npos) return {};  // ranges/serviceips is one key
  return key.substr(0, end + 1);
}

ResourceCounts count_resources(const BoltFile& file) {
  LiveKeys live;
  do {
    Living more(live);
    walk_bucket(file, "key", more);
  } while (live.again());
  Count count(live);
  walk_bucket(file, "key", count);
  return std::move(count.counts);
}

}  // namespace kcluster
