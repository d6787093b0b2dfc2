#pragma once
#include <string>
#include <vector>

#include "base/finding.h"
#include "config/types.h"
#include "kubernetes/versions.h"
#include "plan/seen_upgrade.h"

/// What a cluster uses that a version no longer has; pure, from the tables of
/// kubernetes/removals.h.
namespace kcluster {

/// Where arguments and feature gates of a cluster's components are written.
struct ConfiguredArguments {
  const ClusterConfiguration& cluster;
  const Json& kubelet;                   ///< KubeletConfiguration
  const Json& proxy;                     ///< KubeProxyConfiguration
  const std::string& kubelet_arguments;  ///< this node's kubeadm-flags.env
};

/// Flags and feature gates with which a component of that version would not start. Names: the
/// check's, RemovedFlags or FeatureGates.
std::vector<Finding> refused_arguments(const ConfiguredArguments& given, const Version& target);

/// Deprecated APIs in use: errors for those that the target no longer serves, warnings for those
/// that it still does. What no release is known to remove is passed over: every cluster's own
/// components ask for some of it.
std::vector<Finding> deprecated_uses(const std::vector<SeenDeprecatedUse>& uses,
                                     const Version& target);
/// Warnings for definitions whose objects may be stored in older versions.
std::vector<Finding> stale_definitions(const std::vector<SeenDefinition>& definitions);

}  // namespace kcluster
