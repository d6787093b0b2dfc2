#pragma once
#include "diagnosis/ailments.h"

/// The tests behind the table's rows that look at more than lines, by the file they live in. Each
/// is nullopt when it sees nothing.
namespace kcluster {

using MaybeProof = std::optional<Proof>;

// prove_machine.cpp
MaybeProof prove_disk_full(const Examination& seen);
MaybeProof prove_inodes(const Examination& seen);
MaybeProof prove_clock(const Examination& seen);
MaybeProof prove_clock_risk(const Examination& seen);
MaybeProof prove_memory(const Examination& seen);
MaybeProof prove_swap(const Examination& seen);
MaybeProof prove_swap_risk(const Examination& seen);
MaybeProof prove_address_gone(const Examination& seen);
MaybeProof prove_ip_forward(const Examination& seen);
MaybeProof prove_bridge_filter(const Examination& seen);
// prove_runtime.cpp
MaybeProof prove_runtime_down(const Examination& seen);
MaybeProof prove_cri_disabled(const Examination& seen);
MaybeProof prove_cni_unconfigured(const Examination& seen);
MaybeProof prove_cni_unreadable(const Examination& seen);
MaybeProof prove_cni_plugin(const Examination& seen);
MaybeProof prove_cni_unloaded(const Examination& seen);
// prove_kubelet.cpp
MaybeProof prove_at_rest(const Examination& seen);
MaybeProof prove_token_expired(const Examination& seen);
MaybeProof prove_kubelet_unreadable(const Examination& seen);
MaybeProof prove_kubelet_unconfigured(const Examination& seen);
MaybeProof prove_kubeconfig_missing(const Examination& seen);
MaybeProof prove_kubelet_disabled(const Examination& seen);
MaybeProof prove_kubelet_down(const Examination& seen);
// prove_manifests.cpp
MaybeProof prove_manifest_missing(const Examination& seen);
MaybeProof prove_manifest_unreadable(const Examination& seen);
MaybeProof prove_manifest_files(const Examination& seen);
// prove_certificates.cpp
MaybeProof prove_authority_expired(const Examination& seen);
MaybeProof prove_certificate_expired(const Examination& seen);
MaybeProof prove_kubelet_expired(const Examination& seen);
MaybeProof prove_expires_soon(const Examination& seen);
MaybeProof prove_not_yet_valid(const Examination& seen);
MaybeProof prove_unreadable(const Examination& seen);
MaybeProof prove_wrong_authority(const Examination& seen);
MaybeProof prove_etcd_client(const Examination& seen);
MaybeProof prove_wrong_key(const Examination& seen);
MaybeProof prove_wrong_trust(const Examination& seen);
MaybeProof prove_missing_names(const Examination& seen);
// prove_etcd.cpp
MaybeProof prove_no_space_alarm(const Examination& seen);
MaybeProof prove_corrupt_alarm(const Examination& seen);
MaybeProof prove_no_member(const Examination& seen);
MaybeProof prove_quorum_lost(const Examination& seen);
MaybeProof prove_member_down(const Examination& seen);
MaybeProof prove_unstarted(const Examination& seen);
MaybeProof prove_slow_disk(const Examination& seen);
MaybeProof prove_etcd_down(const Examination& seen);
// prove_cluster.cpp
MaybeProof prove_api_down(const Examination& seen);
MaybeProof prove_api_unready(const Examination& seen);
MaybeProof prove_api_refuses(const Examination& seen);
MaybeProof prove_managers(const Examination& seen);
MaybeProof prove_webhooks(const Examination& seen);
MaybeProof prove_unregistered(const Examination& seen);
MaybeProof prove_pressure(const Examination& seen);
MaybeProof prove_not_ready(const Examination& seen);
MaybeProof prove_proxy(const Examination& seen);
MaybeProof prove_dns(const Examination& seen);
MaybeProof prove_other_pods(const Examination& seen);

}  // namespace kcluster
