#include "config/schema.h"

#include <vector>

namespace kcluster {

std::span<const Kind> known_kinds() {
  static const std::vector<Kind> all = [] {
    std::vector<Kind> kinds;
    for (const auto part : {kinds_v1beta4(), kinds_v1beta3(), component_kinds()})
      kinds.insert(kinds.end(), part.begin(), part.end());
    return kinds;
  }();
  return all;
}

}  // namespace kcluster
