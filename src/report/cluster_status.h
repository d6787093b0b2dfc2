#pragma once
#include <vector>

#include "base/report.h"
#include "host/clock.h"
#include "status/cluster_status.h"

namespace kcluster {

/// Each part of the status as a result: "cluster" {"version", "endpoint"}, "nodes" [{"name",
/// "roles", "ready", "cordoned", "why", "version", "runtime", "address"}], "components" [{"node",
/// "name", "well", "leads", "evidence": answer|pod, "why"}], "etcd" as `kcluster etcd status` has
/// it (null: not seen), "certificates" [{"file", "authority", "expires", "secondsLeft"}], "tokens"
/// [{"id", "expires", "usages", "description"}], "unseen" ["…"].
std::vector<Result> cluster_status_results(const ClusterStatus& status, Time now);

}  // namespace kcluster
