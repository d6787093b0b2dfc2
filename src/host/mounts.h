#pragma once
#include <string_view>
#include <vector>

#include "host/files.h"

namespace kcluster {

/// One line of the mount table.
struct Mounted {
  Path point;
  std::string type, source;  ///< "tmpfs", "/dev/sda1"
};

/// The table of /proc/self/mountinfo's text (man 5 proc), its octal escapes undone.
std::vector<Mounted> read_mounts(std::string_view mountinfo);

/// The mount points named by /proc/self/mountinfo's text (man 5 proc), its octal escapes undone.
std::vector<Path> mount_points(std::string_view mountinfo);

/// Whether path is folder itself or lies below it; both absolute and without links.
bool lies_in(const Path& path, const Path& folder);

}  // namespace kcluster
