#pragma once
#include <nlohmann/json.hpp>

namespace kcluster {

/// Objects keep their keys sorted, as Go's encoders write maps and kubeadm writes every document.
using Json = nlohmann::json;

}  // namespace kcluster
