#pragma once
#include <string>
#include <vector>

namespace kcluster {

/// Static pods that are taken off a node for a while.
struct AsidePlan {
  std::vector<std::string> pods;  ///< by component, "kube-apiserver"; each has NAME.yaml
  std::string folder;             ///< where their manifests lie meanwhile
  std::string cri_socket;
  std::string program;  ///< path of kcluster itself, for the units that end the rest
  unsigned grace = 5;   ///< seconds that their containers have to end in; etcd has ten at least
};

}  // namespace kcluster
