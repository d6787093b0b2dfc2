#pragma once
#include <memory>

#include "host/files.h"
#include "host/system.h"

namespace kcluster {

/// flock(2) on a file, which is made 0600 with its folder 0700 when it is not there; nullptr:
/// another process has it. It goes with the process, however that ends.
std::unique_ptr<HeldLock> lock_file(const Path& path);

}  // namespace kcluster
