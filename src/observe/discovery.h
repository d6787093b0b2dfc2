#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "config/join.h"
#include "host/clock.h"
#include "host/files.h"
#include "http/http.h"
#include "kube/kubeconfig.h"

namespace kcluster {

using OpenPeer = std::function<std::shared_ptr<const Http>(const Endpoint&)>;

/// What discovery may look with.
struct DiscoveryEyes {
  const OpenPeer& http;
  const Files& files;
  const Clock& clock;
};

/// The cluster, known to be the one that was meant.
struct Discovered {
  Kubeconfig bootstrap;  ///< where it was found, its authorities, who speaks for the joining node
  std::string server;    ///< where it says it is reached; a balancer, perhaps
  /// How far this node's clock is before the server's (behind: negative); nullopt: it did not say.
  std::optional<Seconds> clock_ahead;
};

/// Finds the cluster by token or file. By token: cluster-info is fetched without credentials from
/// an unverified peer, its signature checked with the token, its authorities with the pins, then
/// fetched again from a peer verified by a pinned authority, and must be the same. Until then
/// nothing of the node goes out but the request itself. Waits while the server is silent or the
/// signature is not there yet, up to `timeouts.discovery`. Throws Error, each with its own remedy,
/// for an unreachable server, one that is not Kubernetes, an unknown or expired token, a wrong one,
/// a wrong hash, a clock too far off, and missing credentials.
Discovered discover(const JoinConfiguration& settled, const DiscoveryEyes& eyes);

}  // namespace kcluster
