#pragma once
#include <optional>
#include <string>

#include "base/json.h"
#include "kube/client.h"

namespace kcluster {

/// Asks for a pod's eviction. nullopt: it was granted, or the pod is gone. Else why the pod's
/// disruption budget stands against it now, in the API server's words. Throws as Client does.
std::optional<std::string> evict(const Json& pod, Client& api);

}  // namespace kcluster
