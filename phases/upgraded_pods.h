#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "plan/upgrade.h"

namespace kcluster {

/// A static pod as the new version has it.
struct UpgradedPod {
  std::string component;
  Json pod;
  std::string text;  ///< of its manifest
};

/// etcd's first, where it is upgraded. Throws Error (exit usage) when a patch does not fit.
std::vector<UpgradedPod> upgraded_pods(const UpgradePlan& plan);

}  // namespace kcluster
