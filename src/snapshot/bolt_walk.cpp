#include "snapshot/bolt_walk.h"

#include <fmt/format.h>

#include "base/text.h"
#include "snapshot/bolt_freelist.h"
#include "snapshot/bytes.h"
#include "snapshot/read_ahead.h"

namespace kcluster {
namespace {

constexpr int kDeepest = 32;  // levels; bbolt splits in two at least
constexpr std::uint64_t kBucketHead = 16;
// bbolt keeps a bucket inline up to a quarter of a page
constexpr std::uint64_t kLargestInline = kBucketHead + BoltMeta::largest_page;

/// The keys that a page may hold: from `low` on, before `high`.
struct Bounds {
  std::string low;
  std::optional<std::string> high;
};

enum class Level { buckets, items };

class Walk {
 public:
  Walk(const BoltFile& file, BoltVisitor& visitor, Damages& damages)
      : ahead_(*file.bytes),
        file_{&ahead_, file.size, file.meta},
        visitor_(visitor),
        damages_(damages),
        reached_(file.meta.pages) {}

  void whole() {
    reached_[0] = reached_[1] = true;
    tree(file_.meta.root, {}, 0, Level::buckets);
    check_freelist(file_, reached_, damages_);
  }

  void only(std::string_view name) {
    only_ = name;
    tree(file_.meta.root, {}, 0, Level::buckets);
  }

 private:
  std::string place(std::uint64_t page) const {
    const auto text = fmt::format("page {}", page);
    return bucket_.empty() ? text : text + ", bucket " + shown(bucket_);
  }

  static std::string shown(const std::string& name) {
    for (const unsigned char c : name)
      if (c < 0x21 || c > 0x7e) return "0x" + hex(name.substr(0, 32));
    return name.substr(0, 64);
  }

  bool reach(std::uint64_t first, std::uint64_t extent) {
    for (auto page = first; page < first + extent; ++page) {
      if (reached_[page]) {
        damages_.add(place(page), "it is reached twice");
        return false;
      }
      reached_[page] = true;
    }
    return true;
  }

  void tree(std::uint64_t id, const Bounds& bounds, int depth, Level level) {
    if (id < 2 || id >= file_.meta.pages)
      return damages_.add(place(id),
                          fmt::format("there are pages 2 to {} only", file_.meta.pages - 1));
    if (depth > kDeepest) return damages_.add(place(id), "the tree is too deep");
    const auto page = BoltPage::read(file_, id);
    if (!page.fault().empty()) {
      reached_[id] = true;
      return damages_.add(place(id), page.fault());
    }
    if (!reach(id, page.extent())) return;
    visitor_.page(++pages_);
    if (page.items().empty() && (depth > 0 || !page.is_leaf()))
      return damages_.add(place(id), "it is empty");
    if (!in_order(page, bounds)) return;
    page.is_leaf() ? leaf(page, level) : branch(page, bounds, depth, level);
  }

  // one key behind the other, all within the bounds
  bool in_order(const BoltPage& page, const Bounds& bounds) {
    std::string before = bounds.low;
    for (std::size_t i = 0; i < page.items().size(); ++i) {
      auto key = page.key(page.items()[i]);
      if (i ? key <= before : key < before)
        return disorder(page, i, "is not behind the one before");
      if (bounds.high && key >= *bounds.high) return disorder(page, i, "belongs further on");
      before = std::move(key);
    }
    return true;
  }

  bool disorder(const BoltPage& page, std::size_t index, const char* what) {
    damages_.add(place(page.id()), fmt::format("the key of item {} {}", index, what));
    return false;
  }

  void branch(const BoltPage& page, const Bounds& bounds, int depth, Level level) {
    const auto& items = page.items();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool last = i + 1 == items.size();
      tree(items[i].child, {page.key(items[i]), last ? bounds.high : page.key(items[i + 1])},
           depth + 1, level);
    }
  }

  void leaf(const BoltPage& page, Level level) {
    for (const auto& item : page.items()) {
      const bool is_bucket = item.flags == BoltPage::bucket_flag;
      if (is_bucket != (level == Level::buckets))
        damages_.add(place(page.id()), is_bucket ? "a bucket lies within a bucket"
                                                 : "a key lies outside of all buckets");
      else if (is_bucket)
        bucket(page, item);
      else
        visitor_.item(bucket_, page.key(item), page.value(item));
    }
  }

  void bucket(const BoltPage& page, const BoltItem& item) {
    auto name = page.key(item);
    if (only_ && *only_ != name) return;
    const auto where = bucket_place(page.value(item));
    if (!where) return damages_.add(place(page.id()), "bucket " + shown(name) + " has no root");
    bucket_ = std::move(name);
    visitor_.bucket(bucket_);
    where->root ? tree(where->root, {}, 0, Level::items) : within(page.id(), where->inline_page);
    bucket_.clear();
  }

  void within(std::uint64_t id, const std::string& bytes) {
    const auto page = BoltPage::within(bytes);
    if (!page.fault().empty()) return damages_.add(place(id), page.fault());
    if (in_order(page, {})) leaf(page, Level::items);
  }

  ReadAhead ahead_;  // etcd writes keys in the order in which they are walked
  BoltFile file_;
  BoltVisitor& visitor_;
  Damages& damages_;
  std::vector<bool> reached_;
  std::optional<std::string> only_;
  std::string bucket_;  // the one that is gone through, empty: the tree of buckets
  std::uint64_t pages_ = 0;
};

}  // namespace

std::optional<BucketPlace> bucket_place(const BoltValue& value) {
  if (value.size() < kBucketHead || value.size() > kLargestInline) return std::nullopt;
  const auto bytes = value.head(kLargestInline);
  BucketPlace made{le64(bytes, 0), le64(bytes, 8), bytes.substr(kBucketHead)};
  const bool is_inline = made.root == 0;
  if (is_inline == made.inline_page.empty()) return std::nullopt;
  return made;
}

void walk_bolt(const BoltFile& file, BoltVisitor& visitor, Damages& damages) {
  Walk(file, visitor, damages).whole();
}

void walk_bucket(const BoltFile& file, std::string_view name, BoltVisitor& visitor) {
  Damages none;
  Walk(file, visitor, none).only(name);
}

}  // namespace kcluster
