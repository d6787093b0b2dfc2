#pragma once

/// TCP ports of the control plane and the kubelet (field names of the upstream constants).
namespace kcluster::ports {

inline constexpr unsigned apiserver = 6443;
inline constexpr unsigned kubelet = 10250;
inline constexpr unsigned kubelet_healthz = 10248;
inline constexpr unsigned controller_manager = 10257;
inline constexpr unsigned scheduler = 10259;
inline constexpr unsigned etcd_client = 2379;
inline constexpr unsigned etcd_peer = 2380;
inline constexpr unsigned etcd_metrics = 2381;

}  // namespace kcluster::ports
