#pragma once
#include "preflight/check.h"
#include "preflight/words.h"

/// The tests behind the tables' rows, by the file they live in. Each finds nothing when all is
/// well.
namespace kcluster {

// machine.cpp
Findings check_user(const CheckPlan& plan, const Look& look);
Findings check_cpus(const CheckPlan& plan, const Look& look);
Findings check_memory(const CheckPlan& plan, const Look& look);
Findings check_clock(const CheckPlan& plan, const Look& look);
// disk.cpp
Findings check_disk(const CheckPlan& plan, const Look& look);
// system.cpp
Findings check_system(const CheckPlan& plan, const Look& look);
// kernel.cpp
Findings check_modules(const CheckPlan& plan, const Look& look);
Findings check_sysctls(const CheckPlan& plan, const Look& look);
// swap.cpp
Findings check_swap(const CheckPlan& plan, const Look& look);
// files.cpp
Findings check_programs(const CheckPlan& plan, const Look& look);
Findings check_absent_files(const CheckPlan& plan, const Look& look);
Findings check_etcd_data(const CheckPlan& plan, const Look& look);
// authorities.cpp
Findings check_authorities(const CheckPlan& plan, const Look& look);
// network.cpp
Findings check_hostname(const CheckPlan& plan, const Look& look);
Findings check_advertise_address(const CheckPlan& plan, const Look& look);
// ranges.cpp
Findings check_ranges(const CheckPlan& plan, const Look& look);
// ports.cpp
Findings check_ports(const CheckPlan& plan, const Look& look);
// proxy.cpp
Findings check_proxy(const CheckPlan& plan, const Look& look);
Findings check_range_proxy(const CheckPlan& plan, const Look& look);
// runtime.cpp
Findings check_runtime(const CheckPlan& plan, const Look& look);
Findings check_runtime_version(const CheckPlan& plan, const Look& look);
Findings check_cgroup_driver(const CheckPlan& plan, const Look& look);
// versions.cpp
Findings check_kubernetes_version(const CheckPlan& plan, const Look& look);
Findings check_kubelet_version(const CheckPlan& plan, const Look& look);
// units.cpp
Findings check_kubelet_unit(const CheckPlan& plan, const Look& look);
Findings check_firewall(const CheckPlan& plan, const Look& look);
// cluster.cpp
Findings check_clock_skew(const CheckPlan& plan, const Look& look);
Findings check_node_name(const CheckPlan& plan, const Look& look);
Findings check_stable_endpoint(const CheckPlan& plan, const Look& look);
Findings check_shared_files(const CheckPlan& plan, const Look& look);
// external_etcd.cpp
Findings check_etcd_client_files(const CheckPlan& plan, const Look& look);
Findings check_external_etcd(const CheckPlan& plan, const Look& look);
// upgrade_cluster.cpp
Findings check_nodes_ready(const CheckPlan& plan, const Look& look);
Findings check_components(const CheckPlan& plan, const Look& look);
Findings check_etcd_members(const CheckPlan& plan, const Look& look);
Findings check_skew(const CheckPlan& plan, const Look& look);
Findings check_removed_flags(const CheckPlan& plan, const Look& look);
Findings check_deprecated_apis(const CheckPlan& plan, const Look& look);
Findings check_stored_versions(const CheckPlan& plan, const Look& look);
Findings check_budgets(const CheckPlan& plan, const Look& look);
Findings check_unseen(const CheckPlan& plan, const Look& look);
// upgrade_node.cpp
Findings check_manifests(const CheckPlan& plan, const Look& look);
Findings check_certificates(const CheckPlan& plan, const Look& look);
Findings check_upgrade_room(const CheckPlan& plan, const Look& look);
Findings check_corefile(const CheckPlan& plan, const Look& look);
Findings check_images_at_hand(const CheckPlan& plan, const Look& look);

}  // namespace kcluster
