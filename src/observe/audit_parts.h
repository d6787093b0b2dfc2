#pragma once
#include <string>
#include <vector>

#include "audit/evidence.h"
#include "host/files.h"
#include "host/system.h"
#include "kube/client.h"

/// The parts of an audit's look, by the file they live in.
namespace kcluster {

// audit_programs.cpp
/// The static pods' flags, the documents that they name, and the folders.
void look_at_programs(const Files& files, AuditEvidence& seen);
// audit_kubelet.cpp
AuditEvidence::Kubelet look_at_kubelet(const Files& files, const System& system);
// audit_files.cpp
/// Modes and owners; after programs and kubelet, which say where some of them lie.
void look_at_files(const Files& files, AuditEvidence& seen);
/// Kubeconfigs of this node whose client nobody can take permissions from.
std::vector<std::string> masters_here(const Files& files);
// audit_cluster.cpp
void look_at_objects(const Client& api, AuditEvidence::Cluster& cluster);

}  // namespace kcluster
