#pragma once

/// Names that Kubernetes, kubeadm and their users know; facts, each from the upstream constants.
namespace kcluster::names {

inline constexpr const char* kube_system = "kube-system";
inline constexpr const char* kube_public = "kube-public";
inline constexpr const char* kubeadm_config = "kubeadm-config";
inline constexpr const char* kubelet_config = "kubelet-config";
inline constexpr const char* cluster_info = "cluster-info";
inline constexpr const char* kubeadm_certs = "kubeadm-certs";
/// kcluster's own ConfigMap, see phases/bridge.h
inline constexpr const char* pod_network = "kcluster-pod-network";
/// kcluster's own ConfigMap, see phases/encryption_notes.h
inline constexpr const char* encryption = "kcluster-encryption";
/// The encryption configuration's key in kubeadm-certs, beside kubeadm's own.
inline constexpr const char* shared_encryption_config = "encryption-config.yaml";
/// Of a component's configuration that nobody wrote by hand: "sha256:" of its text.
inline constexpr const char* config_hash = "kubeadm.kubernetes.io/component-config.hash";
inline constexpr const char* control_plane_label = "node-role.kubernetes.io/control-plane";
inline constexpr const char* exclude_balancers_label =
    "node.kubernetes.io/exclude-from-external-load-balancers";
inline constexpr const char* cluster_admins = "kubeadm:cluster-admins";
inline constexpr const char* masters = "system:masters";
inline constexpr const char* nodes = "system:nodes";
inline constexpr const char* bootstrappers = "system:bootstrappers:kubeadm:default-node-token";

}  // namespace kcluster::names
