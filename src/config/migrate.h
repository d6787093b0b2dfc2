#pragma once
#include <vector>

#include "config/documents.h"

namespace kcluster {

/// Turns v1beta3 documents into the v1beta4 that kubeadm would migrate them to: maps of extra
/// arguments become lists sorted by name, the time limits move, external etcd's HTTP endpoints are
/// its endpoints. A warning for each. Lines of moved keys fall back to those of their old parents.
void migrate(std::vector<Document>& documents, Faults& faults);

}  // namespace kcluster
