#include "phases/clearing.h"

#include <algorithm>

namespace kcluster {

Clearing::Clearing(const std::vector<Mounted>& mounts, Files& files) : files_(files) {
  for (const auto& mount : mounts) mounts_.insert(mount.point);
}

bool Clearing::mount_below(const Path& path) const {
  return std::any_of(mounts_.begin(), mounts_.end(),
                     [&](const Path& point) { return point != path && lies_in(point, path); });
}

void Clearing::remove_children(const Path& folder) {
  for (const auto& name : files_.list(folder).value_or(std::vector<std::string>{}))
    remove(folder / name);
}

void Clearing::remove(const Path& path) {
  const auto seen = files_.look(path);
  if (!seen) return;
  const bool mounted = mounts_.contains(path);
  if (mounted && !managed_.contains(path)) return;
  if (mounted || mount_below(path)) return remove_children(path);
  if (seen->kind == Stat::Kind::folder) return files_.remove_tree(path);
  files_.remove(path);
}

}  // namespace kcluster
