#include <algorithm>
#include <array>

#include "preflight/checks.h"

namespace kcluster {
namespace {

// Before the cluster is looked for.
constexpr Check kJoin[] = {
    {"IsPrivilegedUser", "the command runs as root", check_user},
    {"Disk", "enough of the disk is free", check_disk},
    {"Clock", "the clock is right and synchronised", check_clock},
    {"KernelModules", "the kernel has what pods' networks need", check_modules},
    {"FileContent", "the kernel forwards packets", check_sysctls},
    {"FileExisting", "the programs that the kubelet runs are there", check_programs},
    {"Hostname", "the node's name is valid and resolves", check_hostname},
    {"HTTPProxy", "no proxy between the node and the API", check_proxy},
    {"Port", "the kubelet's port is free", check_ports},
    {"CRI", "the container runtime answers", check_runtime},
    {"ContainerRuntimeVersion", "what the runtime tells the kubelet", check_runtime_version},
    {"KubeletVersion", "a kubelet is installed", check_kubelet_version},
    {"Service-kubelet", "systemd knows the kubelet", check_kubelet_unit},
    {"FileAvailable", "the node belongs to no cluster yet", check_absent_files},
};

// Once the cluster has told its version and how its kubelets are configured.
constexpr Check kJoined[] = {
    {"ClockSkew", "the node's clock and the cluster's agree", check_clock_skew},
    {"NodeName", "no living node has this name", check_node_name},
    {"SystemVerification", "kernel and cgroups suit the kubelet", check_system},
    {"Swap", "swap is as the kubelet wants it", check_swap},
    {"CgroupDriver", "the cgroup driver of runtime and kubelet", check_cgroup_driver},
    {"KubeletVersion", "the kubelet suits the control plane", check_kubelet_version},
};

// What a control plane needs beside.
constexpr Check kFurther[] = {
    {"NumCPU", "2 CPUs", check_cpus},
    {"Mem", "2 GB of memory", check_memory},
    {"Disk", "32 GB of disk, enough of it free", check_disk},
    {"ControlPlaneEndpoint", "the cluster has a stable endpoint", check_stable_endpoint},
    {"SharedCertificates", "what control planes share is here or is to be fetched",
     check_shared_files},
    {"AdvertiseAddress", "the API's address is one of this node's", check_advertise_address},
    {"NetworkRanges", "pod and service ranges are free in the host's network", check_ranges},
    {"HTTPProxy", "no proxy between the node and the API", check_proxy},
    {"HTTPProxyCIDR", "no proxy before pods and services", check_range_proxy},
    {"Port", "the ports of the control plane and the kubelet are free", check_ports},
    {"Firewalld", "no firewall closes the ports", check_firewall},
    {"KubernetesVersion", "this kcluster knows the version", check_kubernetes_version},
    {"FileAvailable", "no static pods of an earlier cluster", check_absent_files},
    {"DirAvailable", "no etcd data of an earlier cluster", check_etcd_data},
    {"ExternalEtcdVersion", "external etcd's version, if it is used", check_external_etcd},
};

constexpr Check kExternalEtcd[] = {
    {"ExternalEtcdVersion", "external etcd's version", check_external_etcd},
};

template <std::size_t N, std::size_t M>
constexpr std::array<Check, N + M> together(const Check (&first)[N], const Check (&then)[M]) {
  std::array<Check, N + M> all{};
  std::copy(std::begin(then), std::end(then),
            std::copy(std::begin(first), std::end(first), all.begin()));
  return all;
}
constexpr auto kControlPlane = together(kJoined, kFurther);

}  // namespace

std::span<const Check> join_checks() { return kJoin; }
std::span<const Check> joined_checks(NodeRole role) {
  return role == NodeRole::worker ? std::span<const Check>(kJoined) : kControlPlane;
}

std::span<const Check> external_etcd_checks() { return kExternalEtcd; }

}  // namespace kcluster
