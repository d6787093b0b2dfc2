#pragma once
#include <optional>
#include <string>

#include "base/json.h"

namespace kcluster {

/// A pod as Kubernetes' own types would write it back: without nulls, empty lists and defaults that
/// are left out, containers with resources, quantities in canonical form. Unknown fields stay.
Json pod_form(Json pod);

/// Where and why the kubelet could not read it: a text, list or map that is something else; nullopt
/// when all of those that matter are what they should be.
std::optional<std::string> pod_fault(const Json& pod);

}  // namespace kcluster
