#include "audit/rows.h"

namespace kcluster {

std::span<const AuditSection> audit_table() {
  using Place = AuditSection::Place;
  static const AuditSection sections[] = {
      {"1.1", "files of the control plane", Place::control_plane, control_plane_file_rows()},
      {"1.2", "API server: who may ask", Place::control_plane, apiserver_rows()},
      {"1.2", "API server: what it keeps", Place::control_plane, apiserver_data_rows()},
      {"1.3", "controller manager", Place::control_plane, controller_manager_rows()},
      {"1.4", "scheduler", Place::control_plane, scheduler_rows()},
      {"2", "etcd", Place::control_plane, etcd_rows()},
      {"3.1", "tokens", Place::cluster, token_rows()},
      {"3.2", "audit log", Place::control_plane, audit_log_rows()},
      {"4.1", "files of the node", Place::node, worker_file_rows()},
      {"4.2", "kubelet", Place::node, kubelet_rows()},
      {"4.3", "kube-proxy", Place::cluster, proxy_rows()},
      {"5.1", "roles and service accounts", Place::cluster, rbac_rows()},
      {"5.2", "pod security", Place::cluster, pod_security_rows()},
      {"5.3", "pod network", Place::node, network_rows()},
  };
  return sections;
}

}  // namespace kcluster
