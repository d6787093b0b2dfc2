#pragma once
#include "audit/points.h"

/// The rows of each section, by the file they live in.
namespace kcluster {

std::span<const AuditRow> control_plane_file_rows();  // rows_control_plane_files.cpp
std::span<const AuditRow> apiserver_rows();           // rows_apiserver.cpp
std::span<const AuditRow> apiserver_data_rows();      // rows_apiserver_data.cpp
std::span<const AuditRow> controller_manager_rows();  // rows_managers.cpp
std::span<const AuditRow> scheduler_rows();           // rows_managers.cpp
std::span<const AuditRow> etcd_rows();                // rows_etcd.cpp
std::span<const AuditRow> token_rows();               // rows_cluster.cpp
std::span<const AuditRow> audit_log_rows();           // rows_audit_log.cpp
std::span<const AuditRow> worker_file_rows();         // rows_worker_files.cpp
std::span<const AuditRow> kubelet_rows();             // rows_kubelet.cpp
std::span<const AuditRow> proxy_rows();               // rows_cluster.cpp
std::span<const AuditRow> rbac_rows();                // rows_cluster.cpp
std::span<const AuditRow> pod_security_rows();        // rows_cluster.cpp
std::span<const AuditRow> network_rows();             // rows_network.cpp

}  // namespace kcluster
