#pragma once
#include <string>
#include <vector>

#include "config/types.h"

namespace kcluster {

/// The service accounts in kube-system that the controller manager of v1.34 to v1.36 gives to its
/// controllers, those of every one of these minors. Empty where the configuration names other
/// controllers or gives them no accounts of their own.
std::vector<std::string> plan_controller_accounts(const Config& settled);

}  // namespace kcluster
