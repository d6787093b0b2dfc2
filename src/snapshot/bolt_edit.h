#pragma once
#include <map>

#include "snapshot/bolt_walk.h"
#include "snapshot/bolt_write.h"

namespace kcluster {

/// Changes a database that was found sound: new pages go behind the last one, the old ones stay as
/// they are, and commit() makes one meta record say so. What is no longer reached is free, since
/// the record says that there is no freelist.
class BoltEditor {
 public:
  /// The file holds the pages that `meta` says and nothing more.
  BoltEditor(NewFile& file, const BoltMeta& meta);

  /// All items of a bucket that is small (a MiB at most, else Error); none when there is no such
  /// bucket.
  std::vector<BoltEntry> items(const std::string& bucket) const;
  /// Gives a small bucket other items, in the order of their keys; makes it when there is none.
  void replace(const std::string& bucket, std::span<const BoltEntry> entries);
  /// Puts one item behind the last one of a bucket of any size. Error when its key is not greater.
  void append(const std::string& bucket, const BoltEntry& entry);

  /// fsync of the pages, then the meta record, which the file's keep() makes durable.
  void commit();

 private:
  BoltFile view() const;
  std::uint64_t append_to_tree(std::uint64_t root, const BoltEntry& entry);
  std::vector<BoltChild> append_to_leaf(const BoltPage& leaf, const BoltEntry& entry);
  std::vector<BoltChild> with_last(const BoltPage& branch, std::vector<BoltChild> last);

  NewFile& file_;
  BoltMeta meta_;
  BoltWriter writer_;
  std::map<std::string, std::string> roots_;  // value of each bucket in the tree of buckets
};

}  // namespace kcluster
