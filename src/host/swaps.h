#pragma once
#include <string>
#include <vector>

#include "host/files.h"

namespace kcluster {

/// The devices and files that the kernel swaps to now, from /proc/swaps.
std::vector<std::string> swaps_on(const Files& files);

}  // namespace kcluster
