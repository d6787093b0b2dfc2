#include "tests/unit/preflight/sound_node.h"

namespace kcluster {
namespace {

constexpr const char* kOptions[] = {"NAMESPACES",
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
constexpr std::pair<const char*, const char*> kFiles[] = {
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

std::string kernel_config() {
  std::string out = "# Linux/x86 6.1.0 Kernel Configuration\nCONFIG_CMDLINE=\"quiet\"\n";
  for (const auto* option : kOptions) out += std::string("CONFIG_") + option + "=y\n";
  return out;
}

}  // namespace

SoundNode::SoundNode() {
  for (const auto& [path, content] : kFiles) write(path, content);
  write("/boot/config-6.1.0", kernel_config());
  system.machine.hosts["node-1"] = {"192.168.1.20"};
  system.machine.unit_files["kubelet"] = "enabled";
  config.init.node.name = "node-1";
  config.init.node.cri_socket = "unix:///var/run/containerd/containerd.sock";
  config.init.local_api.advertise_address = "192.168.1.20";
  config.cluster.kubernetes_version = "v1.36.3";
  config.cluster.networking.pod_subnet = "10.244.0.0/16";
  config.cluster.control_plane_endpoint = "cluster.example.org:6443";
  config.kubelet = {{"cgroupDriver", "systemd"}};
  seen.kubelet_version = "v1.36.3";
}

Look SoundNode::look() {
  clock = std::make_unique<MemoryClock>(time);
  return {files,
          system,
          *clock,
          [this](const std::string&) { return cri; },
          [this](const Endpoint&) { return std::make_shared<SpokenEtcd>(etcd); },
          [this](const std::string& name) -> std::optional<std::string> {
            const auto it = environment.find(name);
            return it == environment.end() ? std::nullopt : std::optional(it->second);
          }};
}

CheckPlan SoundNode::plan() const {
  auto out = plan_checks(config, seen, beginning);
  out.role = role;
  return out;
}

}  // namespace kcluster
