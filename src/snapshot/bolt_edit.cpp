#include "snapshot/bolt_edit.h"

#include <fmt/format.h>

#include "base/error.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kLargestSmall = 1 << 20;

Error not_sound() { return Error("the database is not what it was when it was looked through"); }

BoltEntry entry_of(const BoltPage& page, const BoltItem& item) {
  const auto value = page.value(item);
  return {page.key(item), value.head(value.size()), item.flags};
}

/// All items of a tree, as long as they are small.
class Gather {
 public:
  explicit Gather(BoltFile file) : file_(std::move(file)) {}

  void tree(std::uint64_t id, int depth = 0) {
    const auto page = BoltPage::read(file_, id);
    if (!page.fault().empty() || depth > 32) throw not_sound();
    if (page.is_leaf()) return leaf(page);
    for (const auto& item : page.items()) tree(item.child, depth + 1);
  }

  void leaf(const BoltPage& page) {
    for (const auto& item : page.items()) {
      size_ += std::uint64_t{item.key_size} + item.value_size;
      if (size_ > kLargestSmall)
        throw Error(fmt::format("etcd's own records in it have more than {} bytes", kLargestSmall),
                    "restore it with etcdutl, and please report this");
      entries.push_back(entry_of(page, item));
    }
  }

  std::vector<BoltEntry> entries;

 private:
  BoltFile file_;
  std::uint64_t size_ = 0;
};

BucketPlace place_in(const std::string& value) {
  auto place = bucket_place(BoltValue(value));
  if (!place) throw not_sound();
  return *place;
}

std::vector<BoltEntry> gather(const BoltFile& file, const BucketPlace& place) {
  Gather all(file);
  if (place.root)
    all.tree(place.root);
  else
    all.leaf(BoltPage::within(place.inline_page));
  return std::move(all.entries);
}

std::vector<BoltChild> children_of(const BoltPage& branch) {
  std::vector<BoltChild> made;
  for (const auto& item : branch.items()) made.push_back({branch.key(item), item.child});
  return made;
}

}  // namespace

BoltEditor::BoltEditor(NewFile& file, const BoltMeta& meta)
    : file_(file), meta_(meta), writer_(file, meta) {
  Gather buckets(view());
  buckets.tree(meta_.root);
  for (auto& each : buckets.entries) roots_[each.key] = std::move(each.value);
}

BoltFile BoltEditor::view() const {
  auto meta = meta_;
  meta.pages = writer_.pages();
  return {&file_, file_.size(), meta};
}

std::vector<BoltEntry> BoltEditor::items(const std::string& bucket) const {
  const auto found = roots_.find(bucket);
  if (found == roots_.end()) return {};
  const auto file = view();
  return gather(file, place_in(found->second));
}

void BoltEditor::replace(const std::string& bucket, std::span<const BoltEntry> entries) {
  const auto found = roots_.find(bucket);
  const auto sequence = found == roots_.end() ? 0 : place_in(found->second).sequence;
  roots_[bucket] = writer_.bucket(entries, sequence);
}

void BoltEditor::append(const std::string& bucket, const BoltEntry& entry) {
  const auto found = roots_.find(bucket);
  const auto place = found == roots_.end() ? BucketPlace{} : place_in(found->second);
  if (place.root) {
    found->second = bucket_value(append_to_tree(place.root, entry), place.sequence);
    return;
  }
  auto entries = items(bucket);
  if (!entries.empty() && entry.key <= entries.back().key) throw not_sound();
  entries.push_back(entry);
  replace(bucket, entries);
}

// only the right-most page of each level is written anew
std::uint64_t BoltEditor::append_to_tree(std::uint64_t root, const BoltEntry& entry) {
  const auto file = view();
  std::vector<BoltPage> path{BoltPage::read(file, root)};
  while (path.back().fault().empty() && !path.back().is_leaf() && path.size() < 32)
    path.push_back(BoltPage::read(file, path.back().items().back().child));
  if (!path.back().fault().empty() || !path.back().is_leaf()) throw not_sound();
  auto fresh = append_to_leaf(path.back(), entry);
  for (path.pop_back(); !path.empty(); path.pop_back())
    fresh = with_last(path.back(), std::move(fresh));
  return writer_.branches(std::move(fresh));
}

std::vector<BoltChild> BoltEditor::append_to_leaf(const BoltPage& leaf, const BoltEntry& entry) {
  if (leaf.items().empty()) return {{entry.key, writer_.leaf({&entry, 1})}};
  const auto first = leaf.key(leaf.items().front());
  if (entry.key <= leaf.key(leaf.items().back())) throw not_sound();
  if (leaf.extent() == 1) {
    std::vector<BoltEntry> entries;
    for (const auto& item : leaf.items()) entries.push_back(entry_of(leaf, item));
    entries.push_back(entry);
    if (leaf_bytes(entries) <= writer_.page_size()) return {{first, writer_.leaf(entries)}};
  }
  return {{first, leaf.id()}, {entry.key, writer_.leaf({&entry, 1})}};
}

// the branch with its last child replaced; two of them when one has no room
std::vector<BoltChild> BoltEditor::with_last(const BoltPage& branch, std::vector<BoltChild> last) {
  auto children = children_of(branch);
  last.front().key = children.back().key;
  children.pop_back();
  children.insert(children.end(), last.begin(), last.end());
  const std::span<const BoltChild> all = children;
  if (branch_bytes(all) <= writer_.page_size() || all.size() < 4)
    return {{all.front().key, writer_.branch(all)}};
  const auto half = all.size() / 2;
  return {{all.front().key, writer_.branch(all.first(half))},
          {all[half].key, writer_.branch(all.subspan(half))}};
}

void BoltEditor::commit() {
  std::vector<BoltEntry> buckets;
  for (const auto& [name, value] : roots_) buckets.push_back({name, value, BoltPage::bucket_flag});
  meta_.root = writer_.tree(buckets);
  meta_.pages = writer_.pages();
  meta_.freelist = BoltMeta::no_freelist;
  ++meta_.transaction;
  file_.sync();
  const auto page = static_cast<unsigned>(meta_.transaction % 2);
  file_.patch(std::uint64_t{page} * meta_.page_size, meta_page(meta_, page));
}

}  // namespace kcluster
