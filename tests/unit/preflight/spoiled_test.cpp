#include <catch2/catch.hpp>

#include "preflight/run.h"
#include "tests/unit/preflight/sound_node.h"

using namespace kcluster;

namespace {

using Weight = Finding::Weight;
constexpr auto kError = Weight::error, kWarning = Weight::warning;
constexpr std::uint64_t kGb = 1'000'000'000;
using Node = SoundNode;

/// A node with one fault, and the one finding that it leads to.
struct Spoiled {
  const char* title;
  void (*spoil)(Node&);
  const char* name;
  Weight weight;
  const char* says;
};

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

void route(Node& n, const char* row) {
  n.write(
      "/proc/net/route",
      std::string("Iface Destination Gateway Flags RefCnt Use Metric Mask\n") + row + " 0 0 0\n");
}

void port_taken(Node& n, const char* by) {
  n.system.machine.busy_ports = {6443};
  n.system.machine.programs["ss -Hltnp sport = :6443"] = {
      0, std::string("LISTEN 0 128 *:6443 *:* users:((\"") + by + "\",pid=77,fd=3))\n", ""};
}

void with_external_etcd(Node& n) {
  n.config.cluster.external_etcd = ExternalEtcd{{"https://10.0.0.5:2379"},
                                                {"https://10.0.0.5:2379/"},
                                                "/etc/etcd/ca.crt",
                                                "/etc/etcd/client.crt",
                                                "/etc/etcd/client.key"};
  for (const auto* file : {"/etc/etcd/ca.crt", "/etc/etcd/client.crt", "/etc/etcd/client.key"})
    n.write(file, "PEM");
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

const Spoiled kNetwork[] = {
    {"a bad name", [](Node& n) { n.config.init.node.name = "Node_1"; }, "Hostname", kError,
     "Node_1"},
    {"a name nobody knows", [](Node& n) { n.system.machine.hosts.clear(); }, "Hostname", kWarning,
     "does not resolve"},
    {"another's name", [](Node& n) { n.system.machine.hosts["node-1"] = {"192.168.1.99"}; },
     "Hostname", kWarning, "192.168.1.99"},
    {"another's address",
     [](Node& n) { n.config.init.local_api.advertise_address = "192.168.1.21"; },
     "AdvertiseAddress", kError, "192.168.1.20"},
    {"an address of ours that is down",
     [](Node& n) {
       n.config.init.local_api.advertise_address = "10.9.9.9";
       n.system.machine.facts.addresses.push_back({"eth1", "10.9.9.9", 24, false, false});
     },
     "AdvertiseAddress", kError, "10.9.9.9"},
    {"pods where the node is",
     [](Node& n) { n.config.cluster.networking.pod_subnet = "192.168.0.0/16"; }, "NetworkRanges",
     kError, "this node's own address 192.168.1.20"},
    {"services on a link", [](Node& n) { route(n, "docker0 0000600A 00000000 1 0 0 0 0000FFFF"); },
     "NetworkRanges", kError, "10.96.0.0/16 at docker0"},
    {"pods behind a gateway", [](Node& n) { route(n, "tun0 0000F40A 0101A8C0 3 0 0 0 0000FFFF"); },
     "NetworkRanges", kWarning, "10.244.0.0/16 at tun0"},
    {"a proxy before the API",
     [](Node& n) {
       n.environment = {{"HTTPS_PROXY", "http://me:secret@proxy:3128"},
                        {"NO_PROXY", "10.0.0.0/8,.example.org"}};
     },
     "HTTPProxy", kWarning, "by the proxy http://proxy:3128"},
    {"a proxy before the pods",
     [](Node& n) {
       n.environment = {{"https_proxy", "http://proxy:3128"},
                        {"no_proxy", "192.168.1.20, 10.96.0.0/12,.example.org"}};
     },
     "HTTPProxyCIDR", kWarning, "10.244.0.0/16"},
    {"a port taken", [](Node& n) { port_taken(n, "nginx"); }, "Port-6443", kError,
     "nginx (process 77)"},
    {"a port taken by nobody knows whom", [](Node& n) { n.system.machine.busy_ports = {2380}; },
     "Port-2380", kError, "port 2380 of etcd's members is in use"},
    {"another kubelet port, taken",
     [](Node& n) {
       n.config.kubelet["port"] = 10350;
       n.system.machine.busy_ports = {10350};
     },
     "Port-10350", kError, "the kubelet"},
    {"a stranger's port on a resumed node",
     [](Node& n) {
       port_taken(n, "nginx");
       n.beginning = Beginning::resumed;
     },
     "Port-6443", kError, "nginx"},
    {"a firewall", [](Node& n) { n.system.machine.active = {"firewalld"}; }, "Firewalld", kWarning,
     "firewalld"},
};

const Spoiled kRuntime[] = {
    {"a silent runtime", [](Node& n) { n.cri->silence = "connection refused"; }, "CRI", kError,
     "connection refused"},
    {"an old API", [](Node& n) { n.cri->spoken_version.api = "v1alpha2"; }, "CRI", kError,
     "v1alpha2"},
    {"a runtime not ready",
     [](Node& n) {
       n.cri->spoken_state.runtime_ready = false;
       n.cri->spoken_state.reason = "shim missing";
     },
     "CRI", kError, "shim missing"},
    {"a runtime without RuntimeConfig", [](Node& n) { n.cri->spoken_state.cgroup_driver = ""; },
     "ContainerRuntimeVersion", kWarning, "RuntimeConfig"},
    {"two cgroup drivers", [](Node& n) { n.cri->spoken_state.cgroup_driver = "cgroupfs"; },
     "CgroupDriver", kWarning,
     "cgroupfs, the kubelet's configuration says systemd; the kubelet will"},
    {"two cgroup drivers and a kubelet that insists",
     [](Node& n) {
       n.cri->spoken_state.cgroup_driver = "cgroupfs";
       n.seen.kubelet_version = "v1.33.0";
       n.config.kubelet["featureGates"] = {{"KubeletCgroupDriverFromCRI", false}};
     },
     "CgroupDriver", kError, "cgroupfs"},
    {"an unknown Kubernetes",
     [](Node& n) {
       n.config.cluster.kubernetes_version = "v1.99.0";
       n.seen.kubelet_version = "v1.99.0";
     },
     "KubernetesVersion", kError, "v1.99.0"},
    {"no kubelet", [](Node& n) { n.seen.kubelet_version.reset(); }, "KubeletVersion", kError,
     "no kubelet"},
    {"a kubelet too new", [](Node& n) { n.seen.kubelet_version = "v1.37.0"; }, "KubeletVersion",
     kError, "newer"},
    {"a kubelet too old", [](Node& n) { n.seen.kubelet_version = "v1.32.9"; }, "KubeletVersion",
     kError, "older"},
    {"no unit", [](Node& n) { n.system.machine.unit_files.clear(); }, "Service-kubelet", kError,
     "no unit"},
    {"a unit that is off", [](Node& n) { n.system.machine.unit_files["kubelet"] = "disabled"; },
     "Service-kubelet", kWarning, "disabled"},
};

const Spoiled kFiles[] = {
    {"an earlier static pod",
     [](Node& n) { n.write("/etc/kubernetes/manifests/etcd.yaml", "kind: Pod"); },
     "FileAvailable--etc-kubernetes-manifests-etcd.yaml", kError, "already exists"},
    {"something where etcd's data shall be", [](Node& n) { n.write("/var/lib/etcd/notes", "x"); },
     "DirAvailable--var-lib-etcd", kError, "not empty"},
    {"an etcd member",
     [](Node& n) { n.write("/var/lib/etcd/member/snap/db", std::string(2'500'000, 'x')); },
     "DirAvailable--var-lib-etcd", kError, "holds the data of an etcd cluster, 2.5 MB"},
    {"external etcd without its files",
     [](Node& n) {
       with_external_etcd(n);
       n.config.cluster.external_etcd->http_endpoints.clear();
       n.files.remove("/etc/etcd/client.key");
     },
     "ExternalEtcdClientCertificates", kError, "/etc/etcd/client.key"},
    {"external etcd too old",
     [](Node& n) {
       with_external_etcd(n);
       n.etcd.body = R"({"etcdserver":"3.5.23"})";
     },
     "ExternalEtcdVersion", kError, "3.5.23"},
    {"external etcd in trouble",
     [](Node& n) {
       with_external_etcd(n);
       n.etcd.status = 503;
     },
     "ExternalEtcdVersion", kError, "503"},
    {"external etcd that is none",
     [](Node& n) {
       with_external_etcd(n);
       n.etcd.body = "<html>";
     },
     "ExternalEtcdVersion", kError, "answer like etcd"},
    {"an address translated on the way, with external etcd",
     [](Node& n) {
       with_external_etcd(n);
       n.config.init.local_api.advertise_address = "203.0.113.7";
     },
     "AdvertiseAddress", kWarning, "203.0.113.7"},
};

std::vector<Finding> judge_node(Node& node) {
  return findings_of(run_checks(init_checks(), node.plan(), node.look()));
}

void require_each(std::span<const Spoiled> cases) {
  for (const auto& row : cases) {
    INFO(row.title);
    Node node;
    row.spoil(node);
    const auto findings = judge_node(node);
    for (const auto& finding : findings) UNSCOPED_INFO(finding.name << ": " << finding.what);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].name == row.name);
    CHECK((findings[0].weight == row.weight));
    CHECK_THAT(findings[0].what, Catch::Contains(row.says));
    CHECK_THAT(findings[0].remedy, !Catch::Equals(""));
    CHECK_THAT(findings[0].what + findings[0].remedy, !Catch::Contains("secret"));
  }
}

}  // namespace

TEST_CASE("each fault of the machine leads to one finding") { require_each(kMachine); }
TEST_CASE("each fault of the disks leads to one finding") { require_each(kDisks); }
TEST_CASE("each fault of kernel and programs leads to one finding") { require_each(kSystem); }
TEST_CASE("each fault of the network leads to one finding") { require_each(kNetwork); }
TEST_CASE("each fault of runtime and kubelet leads to one finding") { require_each(kRuntime); }
TEST_CASE("each fault of files and external etcd leads to one finding") { require_each(kFiles); }
