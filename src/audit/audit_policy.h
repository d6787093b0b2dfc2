#pragma once
#include <string>
#include <vector>

#include "base/json.h"

namespace kcluster {

/// A kind of request to the API server.
struct AuditedRequest {
  std::string verb, group, resource;  ///< "create", "", "pods/exec"
};

/// How much of such a request the audit policy has written down for everybody everywhere: "None",
/// "Metadata", "Request" or "RequestResponse". Rules for some users or namespaces alone do not
/// count.
std::string audit_level(const Json& policy, const AuditedRequest& request);

/// Where the policy falls short: requests that matter and are not written down, or contents that
/// are secret and are.
std::vector<std::string> policy_gaps(const Json& policy);

/// A short policy without gaps.
std::string model_policy();

}  // namespace kcluster
