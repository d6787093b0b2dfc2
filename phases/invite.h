#pragma once
#include <optional>
#include <string>

#include "host/clock.h"
#include "host/files.h"
#include "kube/client.h"
#include "kube/join_command.h"
#include "plan/cluster.h"

namespace kcluster {

/// What a node that shall join is to be given.
struct InvitePlan {
  BootstrapToken token;                           ///< with its secret
  std::optional<UploadCertsPlan> certificates;    ///< for a further control plane
  std::shared_ptr<const Secret> certificate_key;  ///< that seals them; null for a worker
};

/// A join command that works now.
struct Invitation {
  JoinWords words;
  std::string token_until;         ///< "2026-11-22T14:30:24Z"; empty: for ever
  std::string certificates_until;  ///< empty for a worker
  bool earlier_key_void = false;   ///< control-plane lines given before work no more

  std::string until() const;  ///< the earlier of the two; empty: for ever
};

/// Leaves the token, its signature in cluster-info (so that the join need not wait for the
/// controller manager's) and, for a control plane, the certificates under the key. Server and
/// authorities are those that cluster-info tells.
Invitation invite(const InvitePlan& plan, const Files& files, Client& api, const Clock& clock);

}  // namespace kcluster
