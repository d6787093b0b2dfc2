#pragma once
#include <set>
#include <vector>

#include "host/files.h"
#include "host/mounts.h"

namespace kcluster {

/// Removes trees, but never across a mount: what is mounted below stays with the folders on the way
/// to it. Only a managed folder that is itself a mount is emptied.
class Clearing {
 public:
  /// Mounts as System::mounts gives them; paths here and there without links.
  Clearing(const std::vector<Mounted>& mounts, Files& files);

  void manage(const Path& folder) { managed_.insert(folder); }
  /// Absent is fine.
  void remove(const Path& path);

 private:
  bool mount_below(const Path& path) const;
  void remove_children(const Path& folder);

  std::set<Path> mounts_, managed_;
  Files& files_;
};

}  // namespace kcluster
