#pragma once
#include "etcd/etcd.h"
#include "host/files.h"
#include "host/system.h"
#include "plan/etcd_restore.h"

namespace kcluster {

/// What a restore has to know of this control plane, from its manifests wherever they lie: a
/// restore that was cut off has set them aside. Only etcd is asked for its members, if it runs.
SeenRestore observe_restore(const Files& files, const System& system, const OpenEtcd& etcd);

}  // namespace kcluster
