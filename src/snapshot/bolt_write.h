#pragma once
#include <span>
#include <string>
#include <vector>

#include "snapshot/bolt_meta.h"

namespace kcluster {

/// An item of a leaf page.
struct BoltEntry {
  std::string key, value;
  std::uint32_t flags = 0;  ///< BoltPage::bucket_flag or 0
};

/// An item of a branch page: the child's first key, or one before it.
struct BoltChild {
  std::string key;
  std::uint64_t page = 0;
};

/// Adds pages behind the last one of a database; what is there stays as it is, so that the present
/// meta record goes on to be true until another one is written.
class BoltWriter {
 public:
  /// The file ends with the last page in use.
  BoltWriter(NewFile& file, const BoltMeta& meta);

  std::uint64_t pages() const { return next_; }  ///< with the new ones
  std::uint32_t page_size() const { return page_size_; }

  /// A tree of entries in the order of their keys; its root page.
  std::uint64_t tree(std::span<const BoltEntry> entries);
  /// One page, with continuation if need be.
  std::uint64_t leaf(std::span<const BoltEntry> entries);
  std::uint64_t branch(std::span<const BoltChild> children);
  /// The levels above those children, up to one page; its number.
  std::uint64_t branches(std::vector<BoltChild> children);

  /// A bucket's value in the tree of buckets: inline when it is small, as bbolt does it (up to a
  /// quarter of a page), else with a tree of its own.
  std::string bucket(std::span<const BoltEntry> entries, std::uint64_t sequence);

 private:
  std::uint64_t put(std::string page);

  NewFile& file_;
  std::uint32_t page_size_;
  std::uint64_t next_;
};

/// Bytes of a page with those items and nothing else.
std::size_t leaf_bytes(std::span<const BoltEntry> entries);
std::size_t branch_bytes(std::span<const BoltChild> children);

/// A bucket's value that names its root page.
std::string bucket_value(std::uint64_t root, std::uint64_t sequence);

}  // namespace kcluster
