#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// A resource quantity as Kubernetes writes it back: "0.5" is "500m", "1024Mi" is "1Gi", "1000" is
/// "1k". What is no quantity, or too long or too fine to be exact, comes back as it is.
std::string canonical_quantity(std::string_view text);

}  // namespace kcluster
