#pragma once
#include <span>
#include <string>

#include "http/memory_http.h"

namespace kcluster {

/// What a dry run would have changed in the cluster: one heading an object, its YAML as a diff; of
/// a Secret, or a body marked secret, only the size.
std::string objects_text(std::span<const Sent> sent);

}  // namespace kcluster
