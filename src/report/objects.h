#pragma once
#include <span>
#include <string>
#include <vector>

#include "http/memory_http.h"

namespace kcluster {

/// What a dry run would have changed in the cluster: one heading an object, its YAML as a diff; of
/// a Secret, or a body marked secret, only the size.
std::string objects_text(std::span<const Sent> sent);

/// An object that would change, as a unified diff.
struct ObjectDiff {
  std::string title;  ///< "ConfigMap kube-system/kubeadm-config"
  std::string text;
};
/// What of that which was sent would change, each with that many lines of context. Fields that the
/// object had and the new one does not name, as a server's defaults, are left out; Secrets too.
std::vector<ObjectDiff> object_diffs(std::span<const Sent> sent, std::size_t lines);

}  // namespace kcluster
