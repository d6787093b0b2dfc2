#pragma once
#include <string>

#include "config/types.h"

namespace kcluster {

/// How a node is emptied of its pods.
struct DrainPlan {
  std::string node;
  Duration limit = std::chrono::minutes(5);
  /// Pods without a controller: nobody makes them anew elsewhere.
  enum class Unmanaged { refused, evicted };
  Unmanaged unmanaged = Unmanaged::refused;
};

}  // namespace kcluster
