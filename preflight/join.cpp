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

}  // namespace

std::span<const Check> join_checks() { return kJoin; }
std::span<const Check> joined_checks() { return kJoined; }

}  // namespace kcluster
