#pragma once
#include <string>
#include <vector>

#include "base/net.h"
#include "config/types.h"

namespace kcluster {

/// Where clients look for the cluster's API server: a worker must never be able to prove that it is
/// there.
struct ApiNames {
  std::vector<std::string> dns;  ///< lower case
  std::vector<Cidr> ranges;      ///< of Services, and single addresses
};

/// Of all that the configuration names. A control plane's own address is not among it, unless it is
/// the endpoint.
ApiNames plan_api_names(const ClusterConfiguration& cluster);

}  // namespace kcluster
