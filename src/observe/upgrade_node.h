#pragma once
#include "etcd/etcd.h"
#include "host/files.h"
#include "host/system.h"
#include "kube/client.h"
#include "plan/upgrade.h"

namespace kcluster {

/// What an upgrade has to know of this control plane and its cluster. Throws Error (exit usage) for
/// a node that is none, and Error when the cluster keeps no configuration.
UpgradeOrigin observe_upgrade_node(const Files& files, const System& system, const OpenEtcd& etcd,
                                   const Client& api);

}  // namespace kcluster
