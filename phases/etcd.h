#pragma once
#include "host/files.h"
#include "plan/etcd.h"

namespace kcluster {

/// etcd/local: makes the data folder (0700) and writes etcd's static pod. Does nothing with an
/// external etcd. Throws Error (exit usage) when a patch does not fit.
void etcd_pod(const EtcdPlan& plan, Files& files);

}  // namespace kcluster
