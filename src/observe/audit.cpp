#include "observe/audit.h"

#include "base/attempt.h"
#include "base/text.h"
#include "kube/kubelet_access.h"
#include "observe/audit_parts.h"
#include "observe/examine_parts.h"

namespace kcluster {
namespace {

using Role = AuditEvidence::Role;

constexpr std::chrono::milliseconds kPatience{3000};  // of one answer

Role role_here(const Files& files) {
  switch (examine_role(files)) {
    case Examination::Role::control_plane:
      return Role::control_plane;
    case Examination::Role::worker:
      return Role::worker;
    case Examination::Role::none:
      break;
  }
  return Role::none;
}

std::string own_name(const AuditEyes& eyes) {
  const auto known = attempt([&] { return kubelet_access(eyes.files).node; });
  return known ? *known : lower(eyes.system.facts().hostname);
}

void look_at_network(const Files& files, AuditEvidence& seen) {
  const auto cni = examine_cni(files);
  seen.cni_file = cni.configuration;
  seen.cni_types = cni.types;
  if (!cni.fault.empty()) seen.cni_fault = cni.configuration + ": " + cni.fault;
}

/// A worker has no administrator's kubeconfig, which is as it is to be.
void look_at_cluster(const AuditEyes& eyes, AuditEvidence& seen) {
  auto& cluster = seen.cluster;
  if (!eyes.cluster) {
    if (seen.role == Role::control_plane)
      cluster.silence = eyes.why_not;
    else
      cluster.unneeded = "the cluster is audited on a control plane, or with --kubeconfig";
    return;
  }
  auto peer = endpoint(*eyes.cluster);
  peer.timeout = kPatience;
  const auto answer = attempt([&] { return eyes.http(peer)->get("/version"); });
  if (!answer)
    cluster.silence = answer.why;
  else
    look_at_objects(Client(eyes.http(peer)), cluster);
}

}  // namespace

AuditEvidence observe_audit(const AuditEyes& eyes) {
  AuditEvidence seen;
  seen.role = role_here(eyes.files);
  seen.node = own_name(eyes);
  if (seen.role == Role::control_plane) look_at_programs(eyes.files, seen);
  if (seen.role != Role::none) {
    seen.kubelet = look_at_kubelet(eyes.files, eyes.system);
    look_at_files(eyes.files, seen);
    look_at_network(eyes.files, seen);
    seen.masters = masters_here(eyes.files);
  }
  look_at_cluster(eyes, seen);
  return seen;
}

}  // namespace kcluster
