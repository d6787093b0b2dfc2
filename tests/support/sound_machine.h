#pragma once
#include <string>
#include <utility>

#include "host/files.h"
#include "host/memory_system.h"

/// A machine with which every check of init is content.
namespace kcluster {

inline constexpr const char* kKernelOptions[] = {"NAMESPACES",
                                                 "NET_NS",
                                                 "PID_NS",
                                                 "IPC_NS",
                                                 "UTS_NS",
                                                 "CPUSETS",
                                                 "MEMCG",
                                                 "INET",
                                                 "EXT4_FS",
                                                 "PROC_FS",
                                                 "NETFILTER_XT_TARGET_REDIRECT",
                                                 "NETFILTER_XT_MATCH_COMMENT",
                                                 "FAIR_GROUP_SCHED",
                                                 "CGROUPS",
                                                 "CGROUP_PIDS",
                                                 "CGROUP_SCHED",
                                                 "CGROUP_CPUACCT",
                                                 "CGROUP_DEVICE",
                                                 "CGROUP_FREEZER",
                                                 "CGROUP_BPF",
                                                 "OVERLAY_FS",
                                                 "CFS_BANDWIDTH",
                                                 "SECCOMP",
                                                 "SECCOMP_FILTER"};

/// Path and content of what a sound kernel and distribution show.
inline constexpr std::pair<const char*, const char*> kSoundFiles[] = {
    {"/proc/mounts", "proc /proc proc rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n"},
    {"/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory hugetlb pids rdma misc\n"},
    {"/sys/fs/cgroup/init.scope/cgroup.freeze", "0\n"},
    {"/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n"},
    {"/proc/filesystems", "nodev\tproc\n\text4\nnodev\toverlay\n"},
    {"/proc/sys/net/ipv4/ip_forward", "1\n"},
    {"/proc/sys/net/ipv6/conf/default/forwarding", "1\n"},
    {"/proc/sys/net/bridge/bridge-nf-call-iptables", "1\n"},
    {"/proc/sys/net/netfilter/nf_conntrack_max", "262144\n"},
    {"/proc/net/route",
     "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
     "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
     "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"},
    {"/usr/sbin/losetup", ""},
    {"/usr/bin/mount", ""},
    {"/usr/bin/cp", ""},
};

inline std::string sound_kernel_config() {
  std::string out = "# Linux/x86 6.1.0 Kernel Configuration\nCONFIG_CMDLINE=\"quiet\"\n";
  for (const auto* option : kKernelOptions) out += std::string("CONFIG_") + option + "=y\n";
  return out;
}

inline void furnish(Files& files) {
  for (const auto& [path, content] : kSoundFiles) files.write(path, content, {0644});
  files.write("/boot/config-6.1.0", sound_kernel_config(), {0644});
}

/// node-1 at 192.168.1.20, its kubelet of v1.36.3 enabled but not running.
inline Machine sound_machine() {
  Machine machine;
  machine.hosts["node-1"] = {"192.168.1.20"};
  machine.unit_files["kubelet"] = "enabled";
  machine.programs["kubelet --version"] = {0, "Kubernetes v1.36.3\n", ""};
  return machine;
}

}  // namespace kcluster
