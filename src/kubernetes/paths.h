#pragma once

/// Where kubeadm and the kubelet keep their things, as the node itself sees them. The Files port adds
/// another root below which they lie (--rootfs, tests); nobody else does.
namespace kcluster::paths {

inline constexpr const char* kubernetes = "/etc/kubernetes";
inline constexpr const char* pki = "/etc/kubernetes/pki";
inline constexpr const char* manifests = "/etc/kubernetes/manifests";
inline constexpr const char* admin_conf = "/etc/kubernetes/admin.conf";
inline constexpr const char* super_admin_conf = "/etc/kubernetes/super-admin.conf";
inline constexpr const char* kubelet_conf = "/etc/kubernetes/kubelet.conf";
inline constexpr const char* bootstrap_kubelet_conf = "/etc/kubernetes/bootstrap-kubelet.conf";
inline constexpr const char* controller_manager_conf = "/etc/kubernetes/controller-manager.conf";
inline constexpr const char* scheduler_conf = "/etc/kubernetes/scheduler.conf";
inline constexpr const char* kubelet = "/var/lib/kubelet";
inline constexpr const char* kubelet_config = "/var/lib/kubelet/config.yaml";
inline constexpr const char* kubelet_instance_config = "/var/lib/kubelet/instance-config.yaml";
inline constexpr const char* kubelet_flags = "/var/lib/kubelet/kubeadm-flags.env";
inline constexpr const char* kubelet_pki = "/var/lib/kubelet/pki";
inline constexpr const char* etcd_data = "/var/lib/etcd";
inline constexpr const char* cni_config = "/etc/cni/net.d/10-kcluster.conflist";
inline constexpr const char* systemd_units = "/etc/systemd/system";
/// kcluster's own: the journals of init and join, 0600.
inline constexpr const char* state = "/var/lib/kcluster";
inline constexpr const char* reset_hints = "/var/lib/kcluster/reset.json";

}  // namespace kcluster::paths
