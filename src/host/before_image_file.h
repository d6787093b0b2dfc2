#pragma once
#include "host/before_image.h"

namespace kcluster {

/// A path as the name of a note on it: "%2Fetc%2Fkubernetes%2Fadmin.conf.json".
std::string note_name(const std::string& path);

/// Notes in the folder what lies at the path now, unless it was noted before.
void note_before_image(const Path& path, Files& files, const Path& folder);

}  // namespace kcluster
