#pragma once
#include <string_view>
#include <vector>

#include "host/files.h"

namespace kcluster {

/// The mount points named by /proc/self/mountinfo's text (man 5 proc), its octal escapes undone.
std::vector<Path> mount_points(std::string_view mountinfo);

/// Whether path is folder itself or lies below it; both absolute and without links.
bool lies_in(const Path& path, const Path& folder);

}  // namespace kcluster
