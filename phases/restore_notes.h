#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/files.h"

/// What the phases of a restore leave for each other, below paths::etcd_restore; nothing secret.
namespace kcluster {

/// Of the data that were built.
struct BuiltNote {
  std::int64_t revision = 0;
  std::uint32_t hash_kv = 0;                     ///< what a member has to answer at that revision
  std::vector<std::string> members;              ///< of the cluster whose snapshot it is
  std::map<std::string, std::uint64_t> objects;  ///< of each kind: "/registry/pods/" -> 12
};
std::optional<BuiltNote> read_built(const std::string& id, const Files& files);
void write_built(const std::string& id, const BuiltNote& note, Files& files);
void forget_built(Files& files);

/// Of the cluster before it was stopped, by name.
struct BeforeNote {
  std::vector<std::string> nodes, tokens, bindings;
};
std::optional<BeforeNote> read_before(const std::string& id, const Files& files);
void write_before(const std::string& id, const BeforeNote& note, Files& files);

/// All that was noted, and that a restore was begun. One that was finished before it is the last
/// one again, so that --undo can still take it back.
void forget_restore(Files& files);

}  // namespace kcluster
