#pragma once
#include <optional>
#include <string>
#include <vector>

#include "kubernetes/versions.h"
#include "plan/seen_upgrade.h"

namespace kcluster {

/// What is to be done on one node, in its turn.
struct UpgradeTurn {
  enum class Part { control_plane, kubelet };
  std::string node;
  Part part = Part::control_plane;
  std::string runs;     ///< the version of the API server there, or of the kubelet
  std::string command;  ///< to be run there
  bool done = false;    ///< the node runs the target already
  std::string note;     ///< what is to be minded of the node: "cordoned", why it is not ready
};

/// The whole order of a cluster's upgrade: `first` and the other control planes one after another,
/// then every node's kubelet, control planes before workers. Pure.
std::vector<UpgradeTurn> upgrade_order(const SeenUpgrade& seen, const Version& target,
                                       const std::string& first);

/// Where a cluster goes, as it says itself.
struct UpgradeCourse {
  std::optional<Version> target;  ///< nullopt: all runs one version, and nothing newer is at hand
  bool begun = false;             ///< something runs the target already, or is configured for it
  std::vector<UpgradeTurn> turns;
};

/// An upgrade that was begun is to be finished: its target is the newest version of an API server
/// or of the configuration as long as anything lacks it. Else it is the newest version whose images
/// are at hand. `here`: the node to begin on. Pure.
UpgradeCourse upgrade_course(const SeenUpgrade& seen, const std::string& here);

}  // namespace kcluster
