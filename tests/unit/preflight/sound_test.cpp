#include <catch2/catch.hpp>

#include "preflight/run.h"
#include "tests/unit/preflight/sound_node.h"

using namespace kcluster;

namespace {

using Node = SoundNode;
constexpr std::uint64_t kGb = 1'000'000'000;

/// A node that is unusual and all right.
struct Sound {
  const char* title;
  void (*change)(Node&);
};

void cut_off(Node& n) {
  n.beginning = Beginning::resumed;
  n.write("/etc/kubernetes/manifests/kube-apiserver.yaml", "kind: Pod");
  n.write("/var/lib/etcd/member/snap/db", "x");
  n.system.machine.busy_ports = {6443, 2379, 10250};
  n.system.machine.programs["ss -Hltnp sport = :6443"] = {
      0, "users:((\"kube-apiserver\",pid=7,fd=3))", ""};
}

const Sound kSound[] = {
    {"nothing unusual", [](Node&) {}},
    {"exactly 32 GB",
     [](Node& n) {
       n.files.root = {32 * kGb, 30 * kGb, 1};
     }},
    {"exactly 2 GB of memory", [](Node& n) { n.system.machine.facts.memory = 2ull << 30; }},
    {"a kernel that says nothing of the clock",
     [](Node& n) { n.system.machine.facts.clock_synchronised.reset(); }},
    {"a packed kernel configuration",
     [](Node& n) {
       n.write("/proc/config.gz", "\x1f\x8b");
       n.system.machine.programs["gzip"] = {0, n.files.read("/boot/config-6.1.0").value(), ""};
       n.files.remove("/boot/config-6.1.0");
     }},
    {"an option under its old name",
     [](Node& n) {
       auto text = n.files.read("/boot/config-6.1.0").value();
       const std::string now = "NETFILTER_XT_TARGET_REDIRECT=y";
       text.replace(text.find(now), now.size(), "IP_NF_TARGET_REDIRECT=m");
       n.write("/boot/config-6.1.0", text);
     }},
    {"ipvs as a module",
     [](Node& n) {
       n.config.proxy["mode"] = "ipvs";
       n.write("/lib/modules/6.1.0/modules.dep", "kernel/net/netfilter/ipvs/ip_vs.ko.xz:\n");
     }},
    {"swap that the kubelet bears",
     [](Node& n) {
       n.write("/proc/swaps", "Filename\n/dev/sda2\tpartition\n");
       n.config.kubelet["failSwapOn"] = false;
     }},
    {"swap that a flag lets the kubelet bear",
     [](Node& n) {
       n.write("/proc/swaps", "Filename\n/dev/sda2\tpartition\n");
       n.config.init.node.kubelet_extra_args = {{"fail-swap-on", "false"}};
     }},
    {"no forwarding of IPv6 that nobody uses",
     [](Node& n) { n.write("/proc/sys/net/ipv6/conf/default/forwarding", "0\n"); }},
    {"programs elsewhere in PATH",
     [](Node& n) {
       n.environment["PATH"] = "/opt/tools:/usr/bin";
       n.files.move("/usr/sbin/losetup", "/opt/tools/losetup");
     }},
    {"a name at Debian's 127.0.1.1",
     [](Node& n) { n.system.machine.hosts["node-1"] = {"127.0.1.1"}; }},
    {"routes of pods that were here before",
     [](Node& n) {
       n.write("/proc/net/route",
               "Iface Destination Gateway Flags RefCnt Use Metric Mask\n"
               "cni0 0000F40A 00000000 1 0 0 0 00FFFFFF 0 0 0\n");
       n.system.machine.facts.addresses.push_back({"cni0", "10.244.0.1", 24, true, false});
     }},
    {"a proxy that lets the cluster through",
     [](Node& n) {
       n.environment = {{"HTTPS_PROXY", "http://proxy:3128"},
                        {"NO_PROXY", "192.168.0.0/16,10.96.0.0/12,10.244.0.0/16,*.example.org"}};
     }},
    {"a proxy for plain HTTP alone",
     [](Node& n) { n.environment["HTTP_PROXY"] = "http://proxy:3128"; }},
    {"one cgroup driver, cgroupfs",
     [](Node& n) {
       n.cri->spoken_state.cgroup_driver = "cgroupfs";
       n.config.kubelet["cgroupDriver"] = "cgroupfs";
     }},
    {"a kubelet three minors older", [](Node& n) { n.seen.kubelet_version = "v1.33.0"; }},
    {"a disk of its own for etcd",
     [](Node& n) { n.files.make_dir("/var/lib/etcd/lost+found", 0700); }},
    {"external etcd, its client ports and folder in use",
     [](Node& n) {
       n.config.cluster.external_etcd = ExternalEtcd{{}, {"https://10.0.0.5:2379/"}, "", "", ""};
       n.system.machine.busy_ports = {2379, 2380};
       n.write("/var/lib/etcd/member/snap/db", "x");
     }},
    {"an init of ours that was cut off", cut_off},
};

}  // namespace

TEST_CASE("a sound node has no findings") {
  for (const auto& row : kSound) {
    INFO(row.title);
    Node node;
    row.change(node);
    const auto checks = run_checks(init_checks(), node.plan(), node.look());
    for (const auto& finding : findings_of(checks))
      UNSCOPED_INFO(finding.name << ": " << finding.what);
    CHECK(checks.size() == init_checks().size());
    CHECK(findings_of(checks).empty());
  }
}

TEST_CASE("the owner of etcd's data is named where its static pod tells") {
  Node node;
  node.write("/var/lib/etcd/member/snap/db", "x");
  node.write("/etc/kubernetes/manifests/etcd.yaml", "    - --name=cka-control\n    - --quota=1\n");
  const auto findings = findings_of(run_checks(init_checks(), node.plan(), node.look()));
  REQUIRE(findings.size() == 2);
  CHECK_THAT(findings[1].what, Catch::Contains("of member cka-control of an etcd cluster"));
}

TEST_CASE("a containerd without CRI is told how to get one") {
  Node node;
  node.cri->silence = "unknown service runtime.v1.RuntimeService";
  const auto findings = findings_of(run_checks(init_checks(), node.plan(), node.look()));
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].remedy, Catch::Contains("containerd config default"));
}

TEST_CASE("no check changes the node") {
  Node node;
  const auto before = node.files.changes().size();
  run_checks(init_checks(), node.plan(), node.look());
  CHECK(node.files.changes().size() == before);
  CHECK(node.system.changes().empty());
}
