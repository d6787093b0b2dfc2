#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kcluster {

/// A key of etcd's bucket `key`: be64 main, '_', be64 sub, then 't' for a tombstone.
struct Revision {
  std::int64_t main = 0, sub = 0;
  bool tombstone = false;
};

std::optional<Revision> parse_revision(std::string_view bytes);
std::string revision_bytes(std::int64_t main, std::int64_t sub);  ///< of what is no tombstone

}  // namespace kcluster
