#pragma once
#include <string>

#include "base/report.h"
#include "bundle/bundle.h"

namespace kcluster {

/// What a bundle is and holds, as two columns and its images. {"file", "size", "created",
/// "createdBy", "kubernetesVersion", "architecture", "signature": "none" | "unchecked" | "good",
/// "images": [{"name", "digest", "size"}]}; an image's size is that of all its parts.
Result bundle_result(const Bundle& bundle, const std::string& file);

/// {"loaded": [names]}.
Result loaded_result(const std::vector<std::string>& names);

}  // namespace kcluster
