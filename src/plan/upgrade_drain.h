#pragma once
#include <optional>
#include <string>

#include "plan/cluster.h"
#include "plan/drain.h"
#include "plan/seen_cluster.h"

namespace kcluster {

/// What `upgrade node --drain` notes of a node before it cordons it.
struct DrainedNode {
  std::string node, version;
  bool ours = true;  ///< false: its user had cordoned it before, and it stays so
};

/// What `upgrade node --drain` does before and after the upgrade of the node itself.
struct UpgradeDrainPlan {
  DrainPlan drain;
  std::string version;     ///< that the node's kubelet is to have
  std::string installed;   ///< the kubelet that a restart runs; empty: none was found
  std::string kubeconfig;  ///< path; "": the kubelet's own credentials, which suffice for its node
  std::string cri_socket;
  WaitPlan wait;
};

/// Whether the cordon of a node is this upgrade's: it was open, or was noted so by an earlier run.
bool cordon_is_ours(const SeenNode& node, const std::optional<DrainedNode>& noted,
                    const std::string& version);

/// Whether a drain is due when the node itself needs nothing: its kubelet is another one, or an
/// earlier run has cordoned it and did not come to an end.
bool drain_is_due(const SeenNode& node, const std::optional<DrainedNode>& noted,
                  const UpgradeDrainPlan& plan);

/// Whether the kubelet's program was replaced: it is of the version, or another one than runs. Else
/// the node waits for it. Throws Error (exit usage) for one that is newer than its API servers.
bool kubelet_is_replaced(const SeenNode& node, const UpgradeDrainPlan& plan);

}  // namespace kcluster
