#pragma once
#include "etcd/etcd.h"
#include "host/files.h"
#include "host/system.h"
#include "plan/reset.h"

namespace kcluster {

/// What is there of a cluster on this node; changes and judges nothing. What cannot be read is
/// absent; etcd is asked for its members only.
SeenReset observe_reset(const Files& files, const System& system, const OpenEtcd& etcd);

}  // namespace kcluster
