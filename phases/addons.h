#pragma once
#include <vector>

#include "base/json.h"
#include "kube/client.h"

namespace kcluster {

/// Creates or updates the objects of an addon (manifest/addons.h) in order. A running CoreDNS keeps
/// its number of replicas, and its Corefile, which the user may have changed.
void addon(const std::vector<Json>& objects, Client& api);

}  // namespace kcluster
