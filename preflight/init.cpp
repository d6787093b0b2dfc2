#include "preflight/checks.h"

namespace kcluster {
namespace {

// Rows marked "any node" are join's too, for workers as well; CheckPlan::role softens them there.
constexpr Check kInit[] = {
    {"IsPrivilegedUser", "the command runs as root", check_user},  // any node
    {"NumCPU", "2 CPUs", check_cpus},
    {"Mem", "2 GB of memory", check_memory},
    {"Disk", "32 GB of disk, enough of it free", check_disk},                          // any node
    {"Clock", "the clock is right and synchronised", check_clock},                     // any node
    {"SystemVerification", "kernel and cgroups suit the kubelet", check_system},       // any node
    {"KernelModules", "the kernel has what pods' networks need", check_modules},       // any node
    {"FileContent", "the kernel forwards packets", check_sysctls},                     // any node
    {"Swap", "swap is as the kubelet wants it", check_swap},                           // any node
    {"FileExisting", "the programs that the kubelet runs are there", check_programs},  // any node
    {"Hostname", "the node's name is valid and resolves", check_hostname},             // any node
    {"AdvertiseAddress", "the API's address is one of this node's", check_advertise_address},
    {"NetworkRanges", "pod and service ranges are free in the host's network", check_ranges},
    {"HTTPProxy", "no proxy between the node and the API", check_proxy},  // any node
    {"HTTPProxyCIDR", "no proxy before pods and services", check_range_proxy},
    {"Port", "the ports of the control plane and the kubelet are free", check_ports},  // any node
    {"Firewalld", "no firewall closes the ports", check_firewall},                     // any node
    {"CRI", "the container runtime answers", check_runtime},                           // any node
    {"ContainerRuntimeVersion", "what the runtime tells the kubelet",
     check_runtime_version},                                                            // any node
    {"CgroupDriver", "the cgroup driver of runtime and kubelet", check_cgroup_driver},  // any node
    {"KubernetesVersion", "this kcluster knows the version", check_kubernetes_version},
    {"KubeletVersion", "the kubelet suits the control plane", check_kubelet_version},  // any node
    {"Service-kubelet", "systemd knows the kubelet", check_kubelet_unit},              // any node
    {"FileAvailable", "no static pods of an earlier cluster", check_absent_files},
    {"DirAvailable", "no etcd data of an earlier cluster", check_etcd_data},
    {"ExternalCA", "what an authority without its key has signed is there", check_authorities},
    {"ExternalEtcdClientCertificates", "external etcd's client files, if it is used",
     check_etcd_client_files},
    {"ExternalEtcdVersion", "external etcd's version, if it is used", check_external_etcd},
};

}  // namespace

std::span<const Check> init_checks() { return kInit; }

}  // namespace kcluster
