#pragma once
#include <string>

#include "host/clock.h"
#include "kube/client.h"
#include "plan/seen_cluster.h"

namespace kcluster {

/// Reads what the cluster tells a joining node: its configuration, the kubelets' configuration, and
/// the Node of that name, if there is one. Throws Error when the credentials do not let it, or when
/// the cluster keeps no kubeadm-config.
SeenCluster observe_cluster(const Client& api, const std::string& node_name, const Clock& clock);

/// What control planes share. Why it cannot be read is noted, not thrown: the phase that opens it
/// says so.
SharedCertificates observe_shared_certificates(const Client& api);
/// Whether they were uploaded without the authority's key: it is kept elsewhere.
bool lacks_ca_key(const SharedCertificates& shared);

}  // namespace kcluster
