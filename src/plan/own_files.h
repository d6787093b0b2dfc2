#pragma once
#include <string>
#include <vector>

#include "config/types.h"

namespace kcluster {

/// A file or folder of this node that the configuration names and a join does not bring along.
struct OwnFile {
  std::string path;
  std::string named_by;  ///< "apiServer.extraArgs: audit-policy-file"
  bool operator==(const OwnFile&) const = default;
};

/// What a further control plane has to be given by hand: files that the static pods read by extra
/// arguments, and what extra volumes mount; without what every control plane has or shares by
/// kubeadm-certs, and without what is only written (logs). Sorted, each path once. Pure.
std::vector<OwnFile> files_to_copy(const ClusterConfiguration& cluster);

}  // namespace kcluster
