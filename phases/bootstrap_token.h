#pragma once
#include "host/clock.h"
#include "host/files.h"
#include "kube/bootstrap_token.h"
#include "kube/client.h"
#include "plan/cluster.h"

namespace kcluster {

/// A random ID and secret for a token that has none.
void draw_if_missing(BootstrapToken& token);

/// The token as the API server is to keep it, its life counted from `now`. Throws Error (exit
/// usage) when it expires at a time that is none.
TokenSecret token_of(const BootstrapToken& token, Time now);

/// The tokens, what their bearers may do (read nodes, ask for certificates, have them approved),
/// what the API server's kubelet client may do, and the public cluster-info made from `admin_conf`.
/// A token that is there already with the same secret keeps its expiry.
void bootstrap_token(const BootstrapTokenPlan& plan, const std::string& admin_conf,
                     const Files& files, Client& api, const Clock& clock);

/// Parts of it, which an upgrade brings up to date as well: what joining nodes and the API server's
/// kubelet client may do, that client alone, and that anybody may read cluster-info.
void bind_joining_nodes(const BootstrapTokenPlan& plan, Client& api);
void bind_kubelet_client(Client& api);
void show_cluster_info(Client& api);

}  // namespace kcluster
