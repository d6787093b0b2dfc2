#pragma once
#include "etcd/etcd.h"
#include "host/files.h"
#include "host/system.h"
#include "plan/reset.h"

namespace kcluster {

/// This node's etcd; nullopt: it has none, or its manifest names no data folder.
std::optional<SeenEtcdPod> observe_etcd_pod(const Files& files);

/// What is there of a cluster on this node; changes and judges nothing. What cannot be read is
/// absent; etcd is asked for its members only.
SeenReset observe_reset(const Files& files, const System& system, const OpenEtcd& etcd);

}  // namespace kcluster
