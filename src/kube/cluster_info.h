#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "kube/bootstrap_token.h"
#include "kube/kubeconfig.h"

namespace kcluster {

/// The kubeconfig that a joining node finds in kube-public/cluster-info: a cluster without users.
std::string cluster_info_kubeconfig(const std::string& server, const std::string& authorities);

/// The ConfigMap kube-public/cluster-info. The controller manager adds a signature for every token
/// that may sign ("jws-kubeconfig-<id>"); signing here as well spares the first join that wait.
Json cluster_info(const Kubeconfig& admin, const std::vector<TokenSecret>& signers);

/// The data key of a token's signature.
std::string signature_key(const std::string& token_id);

}  // namespace kcluster
