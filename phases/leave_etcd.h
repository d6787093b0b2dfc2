#pragma once
#include <memory>

#include "base/event.h"
#include "cri/cri.h"
#include "etcd/etcd.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "plan/reset.h"

namespace kcluster {

/// How this node speaks to etcd; nullopt without endpoints or when a file is not there.
std::optional<EtcdAccess> etcd_access_of(const EtcdFiles& client, const Files& files);

/// Removes this node's member from etcd's cluster, unless it is the last one or gone already; then
/// its static pod, and then its data. Throws Error when the others would not have quorum (unless
/// that is accepted), before anything is changed. An etcd that cannot be asked at all is warned of
/// and not waited for. Leaves what lies in the data folder and is not etcd's.
void leave_etcd(const LeaveEtcdPlan& plan, Files& files, const System& system, const OpenEtcd& open,
                const std::function<std::shared_ptr<Cri>()>& cri, const Clock& clock,
                const Tell& tell);

}  // namespace kcluster
