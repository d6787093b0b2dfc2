#pragma once
#include <string>
#include <vector>

#include "archive/archive.h"
#include "base/event.h"
#include "host/files.h"

namespace kcluster {

/// What of an archived control plane's files goes with the cluster, whatever its nodes are called:
/// the authorities and the keys of service account tokens, whatever else lies below
/// /etc/kubernetes but certificates of nodes, kubeconfigs and manifests, and the files elsewhere
/// that the ClusterConfiguration names.
std::vector<const tar::Entry*> cluster_files(const ArchiveSeen& archive,
                                             const std::string& configuration);

/// Where such a file lay. nullopt: the entry is none, or its name is not a plain absolute path.
std::optional<Path> archived_path(const tar::Entry& entry);

/// Puts them where they lay. Throws Error, having written nothing, when one of them is there with
/// another content.
void put_cluster_files(const ArchiveSeen& archive, const FileBytes& bytes,
                       const std::string& configuration, Files& files, const Tell& tell);

/// A whole file of an archive; "" when it has none of that name.
std::string archived_text(const ArchiveSeen& archive, const FileBytes& bytes,
                          const std::string& name);

}  // namespace kcluster
