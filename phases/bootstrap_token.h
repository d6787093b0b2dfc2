#pragma once
#include "host/clock.h"
#include "host/files.h"
#include "kube/client.h"
#include "plan/cluster.h"

namespace kcluster {

/// The tokens, what their bearers may do (read nodes, ask for certificates, have them approved),
/// what the API server's kubelet client may do, and the public cluster-info made from `admin_conf`.
/// A token that is there already with the same secret keeps its expiry.
void bootstrap_token(const BootstrapTokenPlan& plan, const std::string& admin_conf,
                     const Files& files, Client& api, const Clock& clock);

}  // namespace kcluster
