#pragma once
#include <functional>
#include <string_view>

#include "snapshot/bolt_page.h"

namespace kcluster {

/// Told of what lies in a database, in the order of the keys. May throw; that ends the walk.
class BoltVisitor {
 public:
  virtual ~BoltVisitor() = default;
  virtual void bucket(std::string_view name) = 0;
  virtual void item(std::string_view bucket, std::string_view key, const BoltValue& value) = 0;
  /// After every page that was read, with the number of pages so far: the place to show progress.
  virtual void page(std::uint64_t) {}
};

/// Goes through all buckets and holds every page against bbolt's rules: in range, reached once,
/// sound elements, keys ascending and between those of the branches above, and with a freelist
/// every page either reached or free. What is damaged is told and passed over. Memory: a page of at
/// most a MiB of elements, one branch a level, two bits a page of the database.
void walk_bolt(const BoltFile& file, BoltVisitor& visitor, Damages& damages);

/// One bucket of a database that was found sound; nothing when there is none of that name.
void walk_bucket(const BoltFile& file, std::string_view name, BoltVisitor& visitor);

/// Where a bucket is: a root page, or the page that its value holds.
struct BucketPlace {
  std::uint64_t root = 0;  ///< 0: inline
  std::uint64_t sequence = 0;
  std::string inline_page;
};

/// Of a value with bucket_flag; nullopt when it is none.
std::optional<BucketPlace> bucket_place(const BoltValue& value);

}  // namespace kcluster
