#pragma once
#include <optional>
#include <string>

#include "kube/cluster_info.h"
#include "observe/discovery.h"

/// What both ways of discovery share.
namespace kcluster {

/// An answer of a Kubernetes API server about cluster-info.
struct FetchedInfo {
  std::optional<ClusterInfo> info;  ///< nullopt: the server does not let us read it
  std::optional<Time> date;         ///< the server's clock
  std::optional<Time> made;         ///< when cluster-info was made, by that clock
};

/// Asks once. Throws Silence for what may pass (no
/// answer, overload, cluster-info not made yet), Error for a peer that is no Kubernetes API server.
FetchedInfo fetch_cluster_info(const Http& http, const std::string& url);

/// An endpoint for cluster-info: bounded answers, short patience.
Endpoint info_endpoint(std::string url);

Discovered discover_by_token(const JoinConfiguration& settled, const DiscoveryEyes& eyes);
/// Without the TLS bootstrap token, which comes beside the file.
Discovered discover_by_file(const JoinConfiguration& settled, const DiscoveryEyes& eyes);
inline Millis discovery_limit(const JoinConfiguration& settled) {
  return std::chrono::duration_cast<Millis>(settled.timeouts.discovery);
}

/// "3m20s behind", "2h0m0s ahead of": this clock as seen from the server's.
std::string clock_in_words(Seconds ahead);
/// How far `here` is before `there`.
Seconds ahead_of(Time here, Time there);
}  // namespace kcluster
