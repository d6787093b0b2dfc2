#pragma once
#include <nlohmann/json.hpp>

// Compiled once, in json.cpp, not in each file that touches a document: a tenth of its compiling.
extern template class nlohmann::basic_json<>;

namespace kcluster {

/// Objects keep their keys sorted, as Go's encoders write maps and kubeadm writes every document.
using Json = nlohmann::json;

}  // namespace kcluster
