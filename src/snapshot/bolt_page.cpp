#include "snapshot/bolt_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "snapshot/bytes.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kPiece = 1 << 16;
// a branch holds keys only, and bbolt splits it as soon as it is larger than a page
constexpr std::uint64_t kLargestBranch = 1 << 18;

}  // namespace

void BoltValue::pieces(const TakePiece& take) const {
  if (!file_) return take(bytes_);
  std::string piece;
  for (std::uint64_t done = 0; done < size_; done += piece.size()) {
    piece.resize(std::min(kPiece, size_ - done));
    file_->read(offset_ + done, piece);
    take(piece);
  }
}

std::string BoltValue::head(std::uint64_t most) const {
  most = std::min(most, size_);
  if (!file_) return std::string(bytes_.substr(0, most));
  std::string made(most, '\0');
  file_->read(offset_, made);
  return made;
}

void BoltPage::take_header(std::string_view head) {
  id_ = le64(head, 0);
  flags_ = le16(head, 8);
  count_ = le16(head, 10);
  overflow_ = le32(head, 12);
}

std::string BoltPage::header_fault(std::uint64_t asked, const BoltFile& file) const {
  if (id_ != asked) return fmt::format("its number is said to be {}", id_);
  if (flags_ != branch_flag && flags_ != leaf_flag)
    return fmt::format("it is neither branch nor leaf (flags {:#x})", flags_);
  if (overflow_ >= file.meta.pages - asked)
    return fmt::format("it is said to go on for {} pages, behind the last one", overflow_);
  return {};
}

BoltPage BoltPage::read(const BoltFile& file, std::uint64_t id) {
  BoltPage made;
  const std::uint64_t page = file.meta.page_size;
  made.file_ = file.bytes;
  made.start_ = id * page;
  made.held_.resize(page);
  file.bytes->read(made.start_, made.held_);
  made.take_header(made.held_);
  made.fault_ = made.header_fault(id, file);
  if (!made.fault_.empty()) return made;
  made.size_ = made.extent() * page;
  if (!made.is_leaf() && made.size_ > kLargestBranch)
    made.fault_ = fmt::format("a branch of {} bytes", made.size_);
  const std::uint64_t elements = header_bytes + element_bytes * std::uint64_t{made.count_};
  const auto wanted = made.size_ <= held_bytes ? made.size_ : std::max(elements, page);
  if (made.fault_.empty() && wanted > page && wanted <= made.size_) {
    made.held_.resize(wanted);
    file.bytes->read(made.start_ + page, std::span(made.held_).subspan(page));
  }
  if (made.fault_.empty()) made.take_items();
  return made;
}

BoltPage BoltPage::within(std::string_view bytes) {
  BoltPage made;
  made.held_ = bytes;
  made.size_ = bytes.size();
  if (bytes.size() < header_bytes) {
    made.fault_ = "its bucket is shorter than a page's header";
    return made;
  }
  made.take_header(bytes);
  if (made.id_ != 0 || made.flags_ != leaf_flag || made.overflow_ != 0)
    made.fault_ = "its bucket holds no leaf";
  else
    made.take_items();
  return made;
}

void BoltPage::take_items() {
  std::uint64_t end = header_bytes + element_bytes * std::uint64_t{count_};
  if (end > size_) {
    fault_ = fmt::format("{} items do not fit into its {} bytes", count_, size_);
    return;
  }
  items_.reserve(count_);
  for (std::size_t index = 0; index < count_ && fault_.empty(); ++index) take_item(index, end);
  if (!fault_.empty()) items_.clear();
}

void BoltPage::take_item(std::size_t index, std::uint64_t& end) {
  const std::uint64_t at = header_bytes + element_bytes * index;
  BoltItem item;
  if (is_leaf())
    item = {le32(held_, at), 0, at + le32(held_, at + 4), le32(held_, at + 8),
            le32(held_, at + 12)};
  else
    item = {0, le64(held_, at + 8), at + le32(held_, at), le32(held_, at + 4), 0};
  const std::uint64_t bytes = std::uint64_t{item.key_size} + item.value_size;
  if (item.offset != end)
    fault_ = fmt::format("item {} begins at byte {}, not at {}", index, item.offset, end);
  else if (bytes > size_ - end)
    fault_ = fmt::format("item {} of {} bytes goes beyond its end", index, bytes);
  else if (item.key_size == 0 || item.key_size > longest_key)
    fault_ = fmt::format("item {} has a key of {} bytes", index, item.key_size);
  else if (is_leaf() && item.flags > bucket_flag)
    fault_ = fmt::format("item {} has the flags {:#x}", index, item.flags);
  end += bytes;
  items_.push_back(item);
}

std::string BoltPage::key(const BoltItem& item) const {
  if (item.offset + item.key_size <= held_.size()) return held_.substr(item.offset, item.key_size);
  return BoltValue(*file_, start_ + item.offset, item.key_size).head(item.key_size);
}

BoltValue BoltPage::value(const BoltItem& item) const {
  const std::uint64_t at = item.offset + item.key_size;
  if (at + item.value_size <= held_.size())
    return BoltValue(std::string_view(held_).substr(at, item.value_size));
  return {*file_, start_ + at, item.value_size};
}

}  // namespace kcluster
