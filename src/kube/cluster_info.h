#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "kube/bootstrap_token.h"
#include "kube/client.h"
#include "kube/kubeconfig.h"

namespace kcluster {

/// The kubeconfig that a joining node finds in kube-public/cluster-info: a cluster without users.
std::string cluster_info_kubeconfig(const std::string& server, const std::string& authorities);

/// The ConfigMap kube-public/cluster-info. The controller manager adds a signature for every token
/// that may sign ("jws-kubeconfig-<id>"); signing here as well spares the first join that wait.
Json cluster_info(const Kubeconfig& admin, const std::vector<TokenSecret>& signers);

/// kube-public/cluster-info as some server gave it: of the right shape, and no more is known of it.
struct ClusterInfo {
  std::string kubeconfig;                         ///< the text that is signed
  std::map<std::string, std::string> signatures;  ///< detached JWS by token id
  std::string server;                             ///< of the kubeconfig, "https://host:port"
  std::string authorities;                        ///< PEM, of the kubeconfig
};

/// The longest answer that is read as cluster-info, bytes.
inline constexpr std::size_t largest_cluster_info = 1u << 20;
inline constexpr const char* cluster_info_path =
    "/api/v1/namespaces/kube-public/configmaps/cluster-info";

/// Reads a ConfigMap as JSON text from a peer nobody vouches for. Throws Error for anything that is
/// not a small, well-formed cluster-info with an https server and at least one authority.
ClusterInfo read_cluster_info(std::string_view body);
/// The same of a cluster that is known. Throws Error when it has none, too.
ClusterInfo read_cluster_info(const Client& api);

/// Adds the token's signature to the ConfigMap, as the controller manager's signer will.
void sign_cluster_info(const TokenSecret& token, Client& api);

/// The data key of a token's signature.
std::string signature_key(const std::string& token_id);

}  // namespace kcluster
