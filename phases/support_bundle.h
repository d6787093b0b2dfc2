#pragma once
#include <string>
#include <vector>

#include "cri/cri.h"
#include "diagnosis/examination.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "kube/client.h"

namespace kcluster {

/// A file of a support bundle; nothing in it is masked yet.
struct BundleFile {
  std::string name;  ///< in the archive
  std::string text;
};

/// What somebody who helps wants to see of this node: manifests, configurations, certificates
/// without their keys, what the kernel says, log tails, versions. What cannot be read is left out.
std::vector<BundleFile> bundle_files(const Examination& seen, const Files& files,
                                     const System& system);
/// Of the cluster: nodes, pods of kube-system, the configurations that init stores. Never Secrets.
std::vector<BundleFile> bundle_objects(const Client& api);

/// Writes them, every one with its secrets masked, as a tar of mode 0600. An older file there is
/// replaced.
void write_bundle(const Path& path, const std::vector<BundleFile>& all, Time now, Files& files);

}  // namespace kcluster
