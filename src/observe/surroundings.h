#pragma once
#include <span>
#include <string>
#include <vector>

#include "host/files.h"
#include "plan/static_pod.h"

namespace kcluster {

/// What of this node shapes its pods and its kubelet. Environment: "NAME=value" lines of the
/// caller. Throws Error (exit usage) when the patches folder of the configuration is none.
Surroundings observe_surroundings(const Config& settled, const Files& files, std::string hostname,
                                  std::span<const std::string> environment);

/// Every file in and below a folder, in lexical order. Throws Error (exit usage) when it is none.
std::vector<PatchFile> read_patch_files(const Files& files, const Path& folder);

}  // namespace kcluster
