#pragma once
#include <vector>

#include "base/event.h"
#include "base/json.h"
#include "kube/client.h"
#include "plan/addons.h"

namespace kcluster {

/// Creates or updates the objects of an addon (manifest/addons.h) in order. A running CoreDNS keeps
/// its number of replicas, and its Corefile, which the user may have changed.
void addon(const std::vector<Json>& objects, Client& api);

/// Before another CoreDNS comes: what it takes no more of the cluster's Corefile is changed
/// (plan/corefile_migration.h), with the one before kept as Corefile-backup; one that nobody
/// changed becomes the present usual one. Nothing to do where none runs, and in a second run.
void upgrade_corefile(const CoreDnsPlan& plan, Client& api, const Tell& tell);

}  // namespace kcluster
