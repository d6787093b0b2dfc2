#pragma once
#include <functional>
#include <string>

#include "cli/upgrade_begin.h"

namespace kcluster {

/// --drain and the flags that belong to it.
struct DrainWishes {
  bool wanted = false;
  bool force = false;  ///< pods that no controller makes anew go as well
  std::string timeout;
};
void add_drain_flags(CLI::App& command, DrainWishes& wishes);
/// Throws Error (exit usage) for flags without --drain, or a timeout that is none.
Duration drain_limit(const DrainWishes& wishes);

/// What `upgrade node` does on this node.
struct NodeUpgrade {
  std::string version;
  bool control_plane = false;
  bool due = true;  ///< false: all of it is as it would be
  std::function<void()> run;
};

/// The same with the node drained before, and its kubelet restarted, the node ready and uncordoned
/// afterwards; as far as that when the new kubelet is not installed yet.
void upgrade_drained(const DrainWishes& wishes, const UpgradeWishes& wanted,
                     const NodeUpgrade& upgrade, Node& node);

}  // namespace kcluster
