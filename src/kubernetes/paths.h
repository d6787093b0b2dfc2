#pragma once

/// Where kubeadm and the kubelet keep their things, as the node itself sees them. The Files port
/// adds another root below which they lie (--rootfs, tests); nobody else does.
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
/// How the API server stores Secrets, with the keys: folder 0700, file 0600.
inline constexpr const char* encryption = "/etc/kubernetes/encryption";
inline constexpr const char* encryption_config = "/etc/kubernetes/encryption/config.yaml";
inline constexpr const char* kubelet = "/var/lib/kubelet";
inline constexpr const char* kubelet_config = "/var/lib/kubelet/config.yaml";
inline constexpr const char* kubelet_instance_config = "/var/lib/kubelet/instance-config.yaml";
inline constexpr const char* kubelet_flags = "/var/lib/kubelet/kubeadm-flags.env";
inline constexpr const char* kubelet_pki = "/var/lib/kubelet/pki";
inline constexpr const char* etcd_data = "/var/lib/etcd";
/// What the API server of the hardened profile reads, and where it writes its audit log.
inline constexpr const char* hardening = "/etc/kubernetes/hardening";
inline constexpr const char* audit_policy = "/etc/kubernetes/hardening/audit-policy.yaml";
inline constexpr const char* authentication = "/etc/kubernetes/hardening/authentication.yaml";
inline constexpr const char* audit_logs = "/var/log/kubernetes/audit";
inline constexpr const char* cni_config = "/etc/cni/net.d/10-kcluster.conflist";
inline constexpr const char* systemd_units = "/etc/systemd/system";
/// kcluster's own: the journals of init and join, 0600.
inline constexpr const char* state = "/var/lib/kcluster";
/// Says that the kubelet is at rest, and what is to be put back (phases/rest.h).
inline constexpr const char* rest = "/var/lib/kcluster/rest.json";
inline constexpr const char* rest_lock = "/var/lib/kcluster/rest.lock";
/// A key and its certificate that are about to be put in place (phases/pair.h); 0600.
inline constexpr const char* renewal = "/var/lib/kcluster/renewal.json";
/// A recovery of this node's certificates that was begun (phases/recovery_notes.h), and below the
/// folder what was there before each one; keys among it.
inline constexpr const char* certs_recovery = "/var/lib/kcluster/certs-recovery.json";
inline constexpr const char* certs_before = "/var/lib/kcluster/certs-before";
inline constexpr const char* etcd_restore = "/var/lib/kcluster/etcd-restore";
inline constexpr const char* aside = "/var/lib/kcluster/etcd-restore/manifests";
inline constexpr const char* reset_hints = "/var/lib/kcluster/reset.json";
/// An upgrade's journal, what was there before it, and its backups.
inline constexpr const char* upgrade = "/var/lib/kcluster/upgrade";
inline constexpr const char* last_backup = "/var/lib/kcluster/last-backup.json";

}  // namespace kcluster::paths
