#include "snapshot/bolt_write.h"

#include <fmt/format.h>

#include "base/error.h"
#include "snapshot/bolt_page.h"
#include "snapshot/bytes.h"

namespace kcluster {
namespace {

constexpr std::size_t kHead = BoltPage::header_bytes, kElement = BoltPage::element_bytes;
constexpr std::size_t kMostItems = 0xfffe;

std::size_t bytes_of(const BoltEntry& entry) {
  return kElement + entry.key.size() + entry.value.size();
}
std::size_t bytes_of(const BoltChild& child) { return kElement + child.key.size(); }

template <class Items>
std::size_t page_bytes(const Items& items) {
  std::size_t size = kHead;
  for (const auto& item : items) size += bytes_of(item);
  return size;
}

// how many of the items one page takes, at least `least`
template <class Item>
std::size_t fitting(std::span<const Item> items, std::size_t page_size, std::size_t least) {
  std::size_t size = kHead, count = 0;
  while (count < items.size() && count < kMostItems) {
    size += bytes_of(items[count]);
    if (size > page_size && count >= least) return count;
    ++count;
  }
  return count;
}

std::string header(std::uint64_t id, std::uint16_t flags, std::size_t count,
                   std::uint64_t overflow) {
  std::string made;
  add_le(made, id, 8);
  add_le(made, flags, 2);
  add_le(made, count, 2);
  add_le(made, overflow, 4);
  return made;
}

std::string leaf_items(std::span<const BoltEntry> entries) {
  std::string elements, data;
  std::size_t left = kElement * entries.size();  // from this element to the data
  for (const auto& entry : entries) {
    add_le(elements, entry.flags, 4);
    add_le(elements, left + data.size(), 4);
    add_le(elements, entry.key.size(), 4);
    add_le(elements, entry.value.size(), 4);
    data += entry.key + entry.value;
    left -= kElement;
  }
  return elements + data;
}

std::string branch_items(std::span<const BoltChild> children) {
  std::string elements, data;
  std::size_t left = kElement * children.size();
  for (const auto& child : children) {
    add_le(elements, left + data.size(), 4);
    add_le(elements, child.key.size(), 4);
    add_le(elements, child.page, 8);
    data += child.key;
    left -= kElement;
  }
  return elements + data;
}

}  // namespace

std::size_t leaf_bytes(std::span<const BoltEntry> entries) { return page_bytes(entries); }
std::size_t branch_bytes(std::span<const BoltChild> children) { return page_bytes(children); }

std::string bucket_value(std::uint64_t root, std::uint64_t sequence) {
  std::string made;
  add_le(made, root, 8);
  add_le(made, sequence, 8);
  return made;
}

BoltWriter::BoltWriter(NewFile& file, const BoltMeta& meta)
    : file_(file), page_size_(meta.page_size), next_(meta.pages) {
  if (file.size() != next_ * page_size_)
    throw Error(fmt::format("{} pages do not make {} bytes", next_, file.size()));
}

std::uint64_t BoltWriter::put(std::string page) {
  const auto id = next_;
  const auto extent = (page.size() + page_size_ - 1) / page_size_;
  page.resize(extent * page_size_);
  file_.append(page);
  next_ += extent;
  return id;
}

std::uint64_t BoltWriter::leaf(std::span<const BoltEntry> entries) {
  const auto overflow = (leaf_bytes(entries) - 1) / page_size_;
  return put(header(next_, BoltPage::leaf_flag, entries.size(), overflow) + leaf_items(entries));
}

std::uint64_t BoltWriter::branch(std::span<const BoltChild> children) {
  const auto overflow = (branch_bytes(children) - 1) / page_size_;
  return put(header(next_, BoltPage::branch_flag, children.size(), overflow) +
             branch_items(children));
}

std::uint64_t BoltWriter::branches(std::vector<BoltChild> children) {
  while (children.size() > 1) {
    std::vector<BoltChild> above;
    for (std::span<const BoltChild> rest = children; !rest.empty();) {
      auto count = fitting(rest, page_size_, 2);
      if (rest.size() - count == 1 && count > 2) --count;  // nobody is left alone
      above.push_back({rest.front().key, branch(rest.first(count))});
      rest = rest.subspan(count);
    }
    children = std::move(above);
  }
  return children.front().page;
}

std::uint64_t BoltWriter::tree(std::span<const BoltEntry> entries) {
  std::vector<BoltChild> leaves;
  if (entries.empty()) return leaf(entries);
  for (auto rest = entries; !rest.empty();) {
    const auto count = fitting(rest, page_size_, 1);
    leaves.push_back({rest.front().key, leaf(rest.first(count))});
    rest = rest.subspan(count);
  }
  return branches(std::move(leaves));
}

std::string BoltWriter::bucket(std::span<const BoltEntry> entries, std::uint64_t sequence) {
  if (leaf_bytes(entries) > page_size_ / 4) return bucket_value(tree(entries), sequence);
  return bucket_value(0, sequence) + header(0, BoltPage::leaf_flag, entries.size(), 0) +
         leaf_items(entries);
}

}  // namespace kcluster
