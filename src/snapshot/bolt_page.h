#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/bolt_meta.h"

namespace kcluster {

using TakePiece = std::function<void(std::string_view)>;

/// A value of an item: in memory, or too large for that and read in pieces.
class BoltValue {
 public:
  explicit BoltValue(std::string_view bytes) : bytes_(bytes), size_(bytes.size()) {}
  BoltValue(const FileBytes& file, std::uint64_t offset, std::uint64_t size)
      : file_(&file), offset_(offset), size_(size) {}

  std::uint64_t size() const { return size_; }
  void pieces(const TakePiece& take) const;
  /// Its first bytes, at most that many.
  std::string head(std::uint64_t most) const;

 private:
  std::string_view bytes_;
  const FileBytes* file_ = nullptr;
  std::uint64_t offset_ = 0, size_ = 0;
};

/// One item of a page as its element says, held against the page's size.
struct BoltItem {
  std::uint32_t flags = 0;   ///< of a leaf: bucket_flag or 0
  std::uint64_t child = 0;   ///< of a branch: a page
  std::uint64_t offset = 0;  ///< of the key, from the page's begin; the value follows it
  std::uint32_t key_size = 0, value_size = 0;
};

/// A branch or leaf page with those that continue it, or the page within an inline bucket.
///
/// Header: u64 number, u16 flags, u16 count, u32 overflow (pages that follow as its continuation).
/// Then the elements, 16 bytes each, then keys and values without gaps in their order. Leaf: u32
/// flags, u32 position (from the element), u32 key size, u32 value size. Branch: u32 position, u32
/// key size, u64 child.
class BoltPage {
 public:
  static constexpr std::uint16_t branch_flag = 0x01, leaf_flag = 0x02, freelist_flag = 0x10;
  static constexpr std::uint32_t bucket_flag = 0x01;
  static constexpr std::size_t header_bytes = 16, element_bytes = 16;
  static constexpr std::uint32_t longest_key = 32768;
  /// Pages up to this size are held in memory; of larger ones the elements are.
  static constexpr std::uint64_t held_bytes = 1 << 18;

  /// Reads the page; check() says whether it may be used.
  static BoltPage read(const BoltFile& file, std::uint64_t id);
  static BoltPage within(std::string_view bytes);  ///< an inline bucket's

  std::uint64_t id() const { return id_; }
  bool is_leaf() const { return flags_ == leaf_flag; }
  std::uint16_t flags() const { return flags_; }
  std::uint64_t extent() const { return 1 + overflow_; }  ///< pages
  const std::vector<BoltItem>& items() const { return items_; }

  std::string key(const BoltItem& item) const;
  BoltValue value(const BoltItem& item) const;
  /// What is wrong with header and elements; empty: nothing. Items are there only then.
  const std::string& fault() const { return fault_; }

 private:
  std::string header_fault(std::uint64_t asked, const BoltFile& file) const;
  void take_header(std::string_view head);
  void take_items();
  void take_item(std::size_t index, std::uint64_t& end);

  const FileBytes* file_ = nullptr;
  std::uint64_t start_ = 0;  // of the page in the file
  std::uint64_t size_ = 0;   // bytes with its continuation
  std::string held_;         // the whole page, or its header and elements
  std::uint64_t id_ = 0;
  std::uint16_t flags_ = 0, count_ = 0;
  std::uint64_t overflow_ = 0;
  std::vector<BoltItem> items_;
  std::string fault_;
};

}  // namespace kcluster
