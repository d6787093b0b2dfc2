#pragma once
#include <string>
#include <vector>

#include "kube/client.h"

namespace kcluster {

/// Makes those service accounts in kube-system; what exists is left as it is. The controller
/// manager would make them itself before any controller runs, but it allows itself 20 requests a
/// second and needs three for each: five seconds in which a new cluster signs no certificate and
/// schedules nothing.
void controller_accounts(const std::vector<std::string>& names, Client& api);

}  // namespace kcluster
