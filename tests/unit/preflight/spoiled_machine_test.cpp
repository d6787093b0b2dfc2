#include <catch2/catch.hpp>

#include "tests/unit/preflight/spoiled.h"

using namespace kcluster;

namespace {

void on_cgroup_v1(Node& n) {
  n.write("/proc/mounts", "tmpfs /sys/fs/cgroup tmpfs rw 0 0\n");
  n.write("/sys/fs/cgroup/memory/tasks", "");
  n.write("/proc/cgroups",
          "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t1\t1\t1\ncpuacct\t1\t1\t1\n"
          "cpuset\t2\t1\t1\ndevices\t3\t1\t1\nfreezer\t4\t1\t1\nmemory\t5\t1\t1\npids\t6\t1\t1\n"
          "hugetlb\t7\t1\t1\nblkio\t8\t1\t1\n");
}

void swap_on(Node& n) {
  n.write("/proc/swaps", "Filename Type Size Used Priority\n/dev/sda2\tpartition\t99\t0\t-2\n");
}

const Spoiled kMachine[] = {
    {"an ordinary user", [](Node& n) { n.system.machine.facts.uid = 1000; }, "IsPrivilegedUser",
     kError, "root"},
    {"one CPU", [](Node& n) { n.system.machine.facts.cpus = 1; }, "NumCPU", kError, "1 CPU"},
    {"1699 MB", [](Node& n) { n.system.machine.facts.memory = 1699ull << 20; }, "Mem", kError,
     "1699 MB"},
    {"1700 MB", [](Node& n) { n.system.machine.facts.memory = 1700ull << 20; }, "Mem", kWarning,
     "1700 MB"},
    {"a clock at 1970", [](Node& n) { n.time = Time(Seconds(86400 * 3)); }, "Clock", kError,
     "3 days"},
    {"a clock adrift", [](Node& n) { n.system.machine.facts.clock_synchronised = false; }, "Clock",
     kWarning, "synchronised"},
};

const Spoiled kDisks[] = {
    {"31 GB",
     [](Node& n) {
       n.files.root = {31 * kGb, 30 * kGb, 1};
     },
     "Disk", kWarning, "31.0 GB"},
    {"27.9 GB",
     [](Node& n) {
       n.files.root = {279 * kGb / 10, 27 * kGb, 1};
     },
     "Disk", kError, "27.9 GB"},
    {"27.9 GB on a worker",
     [](Node& n) {
       n.files.root = {279 * kGb / 10, 27 * kGb, 1};
       n.role = NodeRole::worker;
     },
     "Disk", kWarning, "27.9 GB"},
    {"etcd on 7 GB of its own",
     [](Node& n) {
       n.files.spaces["/var/lib/etcd"] = {7 * kGb, 7 * kGb, 2};
     },
     "Disk", kError, "/var/lib/etcd (etcd's data) has 7.0 GB, it needs 8"},
    {"etcd's disk full",
     [](Node& n) {
       n.files.spaces["/var/lib/etcd"] = {20 * kGb, kGb, 2};
     },
     "Disk", kError, "1.0 GB are free for /var/lib/etcd, at least 2.0"},
    {"two disks of 15 GB",
     [](Node& n) {
       n.files.root = {15 * kGb, 14 * kGb, 1};
       n.files.spaces["/var/lib/etcd"] = {15 * kGb, 14 * kGb, 2};
     },
     "Disk", kWarning, "30.0 GB together"},
    {"images at 14 % free",
     [](Node& n) {
       n.files.root = {100 * kGb, 14 * kGb, 1};
     },
     "Disk", kWarning, "less than 15 %"},
};

const Spoiled kSystem[] = {
    {"an old kernel",
     [](Node& n) {
       n.system.machine.facts.kernel = "4.19.0";
       n.write("/boot/config-4.19.0", n.files.read("/boot/config-6.1.0").value());
     },
     "SystemVerification", kWarning, "Linux 4.19.0"},
    {"a kernel that keeps its options to itself",
     [](Node& n) { n.files.remove("/boot/config-6.1.0"); }, "SystemVerification", kWarning,
     "build options"},
    {"no control groups", [](Node& n) { n.write("/proc/mounts", "proc /proc proc rw 0 0\n"); },
     "SystemVerification", kError, "no control groups"},
    {"a missing controller",
     [](Node& n) { n.write("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io hugetlb pids"); },
     "SystemVerification", kError, "memory"},
    {"a missing spare controller",
     [](Node& n) { n.write("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids"); },
     "SystemVerification", kWarning, "hugetlb"},
    {"no freezer", [](Node& n) { n.files.remove_tree("/sys/fs/cgroup/init.scope"); },
     "SystemVerification", kError, "freezer"},
    {"cgroup v1 and a kubelet of 1.36", on_cgroup_v1, "SystemVerification", kError,
     "refuses since 1.35"},
    {"cgroup v1, and the kubelet told to bear it",
     [](Node& n) {
       on_cgroup_v1(n);
       n.config.kubelet["failCgroupV1"] = false;
     },
     "SystemVerification", kWarning, "about to drop"},
    {"cgroup v1 and a kubelet of 1.34",
     [](Node& n) {
       on_cgroup_v1(n);
       n.seen.kubelet_version = "v1.34.1";
     },
     "SystemVerification", kWarning, "about to drop"},
    {"no bridge filter",
     [](Node& n) { n.files.remove("/proc/sys/net/bridge/bridge-nf-call-iptables"); },
     "KernelModules", kWarning, "br_netfilter"},
    {"ipvs that the kernel lacks",
     [](Node& n) {
       n.write("/lib/modules/6.1.0/modules.dep", "kernel/fs/nfs/nfs.ko:\n");
       n.config.proxy["mode"] = "ipvs";
     },
     "KernelModules", kWarning, "ip_vs"},
    {"no forwarding", [](Node& n) { n.write("/proc/sys/net/ipv4/ip_forward", "0\n"); },
     "FileContent--proc-sys-net-ipv4-ip_forward", kError, "is not 1"},
    {"no IPv6 forwarding",
     [](Node& n) {
       n.config.cluster.networking.pod_subnet = "10.244.0.0/16,fd00:10::/56";
       n.write("/proc/sys/net/ipv6/conf/default/forwarding", "0\n");
     },
     "FileContent--proc-sys-net-ipv6-conf-default-forwarding", kError, "is not 1"},
    {"bridged packets unseen",
     [](Node& n) { n.write("/proc/sys/net/bridge/bridge-nf-call-iptables", "0\n"); },
     "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables", kWarning, "is not 1"},
    {"swap", swap_on, "Swap", kError, "/dev/sda2"},
    {"no losetup", [](Node& n) { n.files.remove("/usr/sbin/losetup"); }, "FileExisting-losetup",
     kError, "losetup"},
};

}  // namespace

TEST_CASE("each fault of the machine leads to one finding") { require_each(kMachine); }
TEST_CASE("each fault of the disks leads to one finding") { require_each(kDisks); }
TEST_CASE("each fault of kernel and programs leads to one finding") { require_each(kSystem); }
