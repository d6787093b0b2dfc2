#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "snapshot/bolt_walk.h"

namespace kcluster {

/// Under which prefix the API server keeps objects of this key's kind: "/registry/pods/", and with
/// two parts where the first is a group or one of the core's own: "/registry/example.com/widgets/",
/// "/registry/services/specs/". "": it is none of those.
std::string_view resource_prefix(std::string_view key);

/// Living keys of a database.
struct ResourceCounts {
  std::map<std::string, std::uint64_t> by_prefix;  ///< most_resources of them at most
  std::uint64_t keys = 0;                          ///< with those of no prefix
};
inline constexpr std::size_t most_resources = 5000;

/// Of a database that was found sound. Memory does not grow with it.
ResourceCounts count_resources(const BoltFile& file);

}  // namespace kcluster
