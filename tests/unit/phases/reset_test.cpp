#include "phases/reset.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "cri/memory_cri.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "phases/left_behind.h"
#include "tests/support/mortal_files.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

const std::string kPod = "/var/lib/kubelet/pods/64ab669b-151a-4364-9cc6-4ab453c0407a";
const std::string kVolume = kPod + "/volumes/kubernetes.io~projected/kube-api-access-g6wjv";

const char* const kOurs[] = {
    "/etc/kubernetes/manifests/etcd.yaml", "/etc/kubernetes/manifests/kube-apiserver.yaml",
    "/etc/kubernetes/admin.conf",          "/etc/kubernetes/pki/ca.crt",
    "/etc/kubernetes/pki/ca.key",          "/etc/kubernetes/pki/sa.key",
    "/etc/kubernetes/pki/etcd/ca.crt",     "/var/lib/kubelet/config.yaml",
    "/var/lib/kubelet/pods/x/gone",        "/var/lib/kubelet/cpu_manager_state",
    "/var/lib/etcd/member/snap/db",        "/var/lib/kcluster/init.json",
    "/etc/cni/net.d/10-kcluster.conflist", "/etc/kubernetes/hardening/audit-policy.yaml",
    "/var/lib/kcluster/certs-before/1/pki/ca.key",
    "/etc/systemd/system/kcluster-certs-renew.timer",
    "/etc/systemd/system/kcluster-certs-renew.service",
    "/etc/systemd/system/kcluster-certs-approve-serving.timer",
    "/etc/systemd/system/kcluster-etcd-backup.timer",
    "/etc/systemd/system/kcluster-etcd-backup.service"};
const char* const kForeign[] = {
    "/etc/kubernetes/audit.yaml",   "/etc/kubernetes/manifests/vip.yaml",
    "/etc/kubernetes/pki/oidc.crt", "/var/lib/kubelet/seccomp/a.json",
    "/var/lib/etcd/notes",          "/etc/cni/net.d/05-other.conflist"};

SeenReset seen(const Files& files) {
  SeenReset made;
  made.node_name = "cka-control";
  made.kubelet_socket = "unix:///run/containerd/containerd.sock";
  if (files.look("/etc/kubernetes/manifests/etcd.yaml"))
    made.etcd = SeenEtcdPod{"cka-control", "https://192.168.1.20:2380", "/var/lib/etcd", {}};
  if (auto noted = files.read("/var/lib/kcluster/reset.json"))
    made.hints = parse_reset_hints(*noted);
  return made;
}

/// A control plane with files of others.
struct Node {
  MemoryFiles files;
  MemorySystem system;
  MemoryClock clock;
  std::shared_ptr<MemoryCri> cri = std::make_shared<MemoryCri>();
  Report report;

  Node() {
    for (const auto* path : kOurs) files.write(path, "x", {});
    for (const auto* path : kForeign) files.write(path, "x", {});
    files.make_dir(kVolume, 0755);
    system.machine.unit_files["kubelet"] = "enabled";
    system.machine.active = {"kubelet", "kcluster-certs-renew.timer"};
    system.machine.mounts = {{"/var/lib/kubelet", "ext4", "/dev/sdb"}, {kVolume, "tmpfs", "tmpfs"}};
    Sandbox pod;
    pod.id = "p1";
    pod.labels["io.kubernetes.pod.uid"] = "u";
    cri->runtime.pods = {pod};
  }

  Ports ports(Files& through) {
    return {through,
            system,
            clock,
            report,
            [](const Endpoint&) -> std::shared_ptr<Http> { throw Silence("no server"); },
            [this](const std::string&) { return cri; },
            [](const std::string& name) {
              return name == "HOME" ? std::optional<std::string>("/root") : std::nullopt;
            },
            {},
            [](const EtcdAccess&) { return std::make_shared<MemoryEtcd>(); }};
  }

  void reset(Files& through) {
    const auto plan = plan_reset({}, seen(through), {});
    auto all = ports(through);
    run_steps(due_steps<ResetPlan>(reset_table(), plan, all, {}), {}, {});
  }
  void reset() { reset(files); }

  bool clean() const {
    for (const auto* path : kOurs)
      if (files.look(path)) return false;
    for (const auto* path : kForeign)
      if (!files.look(path)) return false;
    return !files.look("/var/lib/kcluster") && !files.look(kPod) && cri->pods().empty() &&
           !system.active("kubelet") && !system.active("kcluster-certs-renew.timer");
  }
  std::string told() const { return report.results.empty() ? "" : report.results.back().words; }
};

std::vector<std::string> errors_of(const Error& error) {
  std::vector<std::string> all;
  for (const auto& finding : error.findings)
    if (finding.weight == Finding::Weight::error) all.push_back(finding.what);
  return all;
}

}  // namespace

TEST_CASE("a reset takes away what is ours and tells what it left") {
  Node n;
  n.system.machine.programs["iptables-save"] = {0, "*nat\n:KUBE-SVC - [0:0]\n-A KUBE-SVC\n", ""};
  n.files.write("/proc/net/dev", " face |bytes\n  lo: 0\ncni0: 1\n cali12: 2\n", {});
  n.files.write("/root/.kube/config", "x", {});
  n.reset();
  CHECK(n.clean());
  for (const char* word : {"rm -r /etc/kubernetes/audit.yaml", "rm -r /etc/kubernetes/pki/oidc.crt",
                           "2 rules and chains of iptables", "ip link delete cni0",
                           "ip link delete cali12", "rm /root/.kube/config"})
    CHECK_THAT(n.told(), Catch::Contains(word));
  CHECK_THAT(n.told(),
             !Catch::Contains("delete lo") && !Catch::Contains("rm -r /etc/kubernetes/pki\n"));
}

TEST_CASE("a second reset changes nothing") {
  Node n;
  n.reset();
  const auto files = n.files.list("/etc/kubernetes");
  n.reset();
  CHECK(n.clean());
  CHECK(n.files.list("/etc/kubernetes") == files);
}

TEST_CASE("a foreign mount is kept with its content, listed, and ends in an error") {
  Node n;
  n.files.write("/var/lib/kubelet/pods/x/foreign/file", "keep", {});
  n.system.machine.mounts.push_back({"/var/lib/kubelet/pods/x/foreign", "tmpfs", "tmpfs"});
  try {
    n.reset();
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.exit == Exit::failed);
    CHECK(errors_of(error) ==
          std::vector<std::string>{"tmpfs mounted at /var/lib/kubelet/pods/x/foreign"});
  }
  CHECK(n.files.read("/var/lib/kubelet/pods/x/foreign/file") == "keep");
  CHECK(n.clean());
}

TEST_CASE("a busy volume is kept with its content, and the reset after it finishes") {
  Node n;
  n.files.write(kVolume + "/token", "x", {});
  n.system.machine.busy_mounts = {kVolume};
  CHECK_THROWS_AS(n.reset(), Error);
  CHECK(n.files.look(kVolume + "/token"));
  n.system.machine.busy_mounts.clear();
  n.reset();
  CHECK(n.clean());
}

TEST_CASE("a pod that no kubelet made is left and named, one that stays is an error") {
  Node n;
  Sandbox foreign;
  foreign.id = "f1";
  foreign.name = "mine";
  n.cri->runtime.pods.push_back(foreign);
  n.reset();
  CHECK_THAT(n.told(), Catch::Contains("crictl rmp -f f1"));
  CHECK(n.cri->pods().size() == 1);
}

TEST_CASE("a reset cut at any change and run again ends as one that was not") {
  for (unsigned last = 1;; ++last) {
    Node n;
    MortalFiles mortal(n.files, last);
    bool cut = false;
    try {
      n.reset(mortal);
    } catch (const Crash&) {
      cut = true;
    }
    if (!cut) {
      CHECK(last > std::size(kOurs));
      return;
    }
    INFO("cut at change " << last);
    n.reset();
    CHECK(n.clean());
  }
}

}  // namespace kcluster
