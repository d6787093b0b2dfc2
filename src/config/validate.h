#pragma once
#include <vector>

#include "base/finding.h"
#include "config/types.h"

namespace kcluster {

/// All faults of the values, by kubeadm's rules and a few of ours, named by key path and without a
/// place. What is still empty because it depends on the node is no fault, so it can be asked before
/// and after settle(). Findings of weight warning are worth saying, no more.
std::vector<Finding> validate(const Config& config);

}  // namespace kcluster
