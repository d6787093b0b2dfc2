#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "etcd/etcd.h"
#include "host/files.h"

namespace kcluster {

/// Where the manifest of a static pod of this control plane lies: with the others, or where a
/// restore of etcd has set it aside.
std::optional<Path> manifest_place(const Files& files, const std::string& component);

/// Where this node's cluster keeps its etcd, and the files of a client of it.
struct EtcdSeen {
  std::vector<std::string> endpoints;  ///< this node's own first, then those of other members
  std::string authority_file, certificate_file, key_file;
};

/// From the manifest of this node's own etcd, with the health check's client certificate beside its
/// authority; else from the API server's manifest, which names an external one. nullopt: neither is
/// there.
std::optional<EtcdSeen> observe_etcd(const Files& files);

/// With the files read. What a file name lacks is taken from the cluster's usual place. Throws
/// Error for a file that is not there, unless all endpoints are http.
EtcdAccess etcd_access(const EtcdSeen& seen, const Files& files);

}  // namespace kcluster
