#pragma once
#include <vector>

#include "base/net.h"

namespace kcluster {

/// The way from this node to the pods of another one.
struct PodRoute {
  Cidr pods;  ///< that node's range
  Ip via;     ///< that node itself, of the same family, on a segment of ours
  auto operator<=>(const PodRoute& other) const = default;
};

/// What leaves those pods goes out under the node's own address, unless it goes to an exception.
struct Masquerade {
  Cidr from;
  std::vector<Cidr> except;  ///< of the same family
  bool operator==(const Masquerade& other) const = default;
};

}  // namespace kcluster
