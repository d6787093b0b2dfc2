#pragma once
#include <string>
#include <vector>

#include "host/files.h"

namespace kcluster {

/// What of a control plane's node belongs into a backup beside etcd's data.
struct BackupSeen {
  std::vector<Path> files;          ///< regular files, sorted
  std::vector<std::string> images;  ///< of the static pods
  std::string kubernetes_version;   ///< the API server's tag, "v1.36.3"; "": it has none
  std::vector<std::string> warnings;
};

/// All of /etc/kubernetes but its folder tmp, the kubelet's configuration, and whatever files the
/// static pods' arguments and host paths name, like an encryption configuration or an audit policy.
BackupSeen observe_backup(const Files& files);

}  // namespace kcluster
