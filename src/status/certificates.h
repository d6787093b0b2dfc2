#pragma once
#include <vector>

#include "status/cluster_status.h"

namespace kcluster {

/// The certificates that lie on this node: those of the table (pki/table.h) and those within its
/// kubeconfigs, the first to expire first. What cannot be read goes into `unseen`.
std::vector<CertificateStatus> node_certificates(const Files& files,
                                                 std::vector<std::string>& unseen);

}  // namespace kcluster
