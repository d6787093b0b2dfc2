#include "tests/unit/diagnosis/recorded.h"

#include "kubernetes/paths.h"

namespace kcluster {
namespace {

constexpr const char* kPods[] = {"etcd", "kube-apiserver", "kube-controller-manager",
                                 "kube-scheduler"};
const Time kNow{Seconds(1800000000)};

Examination::Certificate certificate(const std::string& file) {
  Examination::Certificate made;
  made.file = file;
  made.begins = kNow - std::chrono::days(100);
  made.ends = kNow + std::chrono::days(265);
  return made;
}

MemberHealth member(std::uint64_t id, const std::string& name) {
  MemberHealth made;
  made.member = {id, name, {"https://192.168.1.20:2380"}, {"https://192.168.1.20:2379"}, false};
  EtcdStatus status;
  status.member_id = id;
  status.leader = 1;
  made.status.value = status;
  return made;
}

MemberHealth silent(std::uint64_t id, const std::string& name) {
  auto made = member(id, name);
  made.status = {std::nullopt, "connection refused", true};
  return made;
}

ContainerEvidence running(const std::string& name) {
  ContainerEvidence made;
  made.container.name = name;
  made.container.pod_namespace = "kube-system";
  made.container.state = Container::State::running;
  return made;
}

Examination::Certificate& named(Examination& seen, const std::string& ending) {
  for (auto& each : seen.certificates)
    if (each.file.ends_with(ending)) return each;
  throw std::logic_error("no certificate " + ending);
}

void expire(Examination::Certificate& each) { each.ends = kNow - Seconds(3600); }

void pod_is_down(Examination& seen, const char* app) {
  seen.api.pods = {
      {std::string(app) + "-x7k2p", app, "CrashLoopBackOff: back-off 5m0s restarting"}};
}

const Recorded recorded[] = {
    {"disk-full", [](auto& s) { s.disks[0].space.free = 4096; }},
    {"no-inodes", [](auto& s) { s.disks[0].free_inodes = 0; }},
    {"no-space",
     [](auto& s) {
       let_exit(s, "etcd", "write /var/lib/etcd/member/wal/0.wal: no space left on device");
     }},
    {"clock",
     [](auto& s) {
       s.api.ahead = Seconds(-7200);
       s.api.ahead_of = "https://192.168.1.23:6443";
     }},
    {"clock-unsynchronised", [](auto& s) { s.machine.clock_synchronised = false; }},
    {"memory",
     [](auto& s) {
       let_exit(s, "kube-apiserver", "");
       s.told.containers[1].container.reason = "OOMKilled";
       s.told.containers[1].container.exit_code = 137;
     }},
    {"swap",
     [](auto& s) {
       s.kernel.swaps = {"/swapfile"};
       s.kubelet.active = s.told.kubelet_active = false;
     }},
    {"swap-on", [](auto& s) { s.kernel.swaps = {"/swapfile"}; }},
    {"cgroup-v1",
     [](auto& s) {
       let_kubelet_say(s,
                       "\"command failed\" err=\"failed to validate kubelet configuration, error: "
                       "kubelet is configured to not run on a host using cgroup v1\"");
     }},
    {"cgroups-missing",
     [](auto& s) {
       let_kubelet_say(s, "failed to find cgroups of kubelet - cpu and memory cgroup hierarchy");
     }},
    {"address-gone", [](auto& s) { s.manifests[1].address = "10.9.8.7"; }},
    {"ip-forward", [](auto& s) { s.kernel.ip_forward = false; }},
    {"bridge-filter",
     [](auto& s) {
       s.cni.bridges = true;
       s.kernel.bridge_filter = false;
     }},
    {"cri-disabled",
     [](auto& s) {
       s.runtime.silence = s.told.runtime_silence =
           "unknown service runtime.v1.RuntimeService (UNIMPLEMENTED)";
     }},
    {"runtime-down",
     [](auto& s) {
       s.runtime.silence = s.told.runtime_silence = "connect: connection refused";
       s.told.containers.clear();
     }},
    {"runtime-silent",
     [](auto& s) {
       let_kubelet_say(s,
                       "\"command failed\" err=\"failed to run Kubelet: validate service "
                       "connection: validate CRI v1 runtime API for endpoint\"");
     }},
    {"cgroup-driver",
     [](auto& s) {
       s.told.containers.erase(s.told.containers.begin() + 3);
       s.told.kubelet = {
           "E1122 08:00:00.000000     300 pod_workers.go:1] \"Error syncing pod\" err=\"runc "
           "create "
           "failed: expected cgroupsPath to be of format \\\"slice:prefix:name\\\"\" "
           "pod=\"kube-system/kube-scheduler-node-1\""};
     }},
    {"sandbox-image",
     [](auto& s) {
       s.told.containers.erase(s.told.containers.begin());
       s.told.kubelet = {
           "failed to get sandbox image \"registry.k8s.io/pause:3.10.2\" "
           "pod=\"kube-system/etcd-node-1\""};
     }},
    {"cni-plugin", [](auto& s) { s.cni.missing_plugins = {"bridge"}; }},
    {"cni-unreadable", [](auto& s) { s.cni.fault = "it is no JSON object"; }},
    {"cni-unloaded",
     [](auto& s) {
       s.runtime.network_ready = false;
       s.runtime.reason = "cni plugin not initialized";
     }},
    {"cni-unconfigured",
     [](auto& s) {
       s.cni.configuration.clear();
       s.runtime.network_ready = false;
       s.runtime.reason = "cni plugin not initialized";
     }},
    {"at-rest", [](auto& s) { s.at_rest = paths::rest; }},
    {"kubelet-unreadable", [](auto& s) { s.kubelet.config_fault = "line 3: no YAML"; }},
    {"kubelet-unconfigured", [](auto& s) { s.kubelet.has_config = false; }},
    {"kubelet-flag",
     [](auto& s) {
       let_kubelet_say(s,
                       "\"command failed\" err=\"failed to parse kubelet flag: unknown flag: "
                       "--frobnicate\"");
     }},
    {"kubelet-configuration",
     [](auto& s) {
       let_kubelet_say(s,
                       "\"command failed\" err=\"failed to validate kubelet configuration, "
                       "error: invalid configuration: maxPods (--max-pods) -5\"");
     }},
    {"token-expired",
     [](auto& s) {
       s.role = Examination::Role::worker;
       s.manifests.clear();
       s.kubelet.has_kubeconfig = false;
       s.kubelet.has_bootstrap = true;
       s.kubelet.bootstrap_refused = "https://192.168.1.20:6443 answers 401 Unauthorized";
     }},
    {"kubeconfig-missing", [](auto& s) { s.kubelet.has_kubeconfig = false; }},
    {"kubelet-expired", [](auto& s) { expire(named(s, "kubelet.conf")); }},
    {"kubelet-down",
     [](auto& s) { s.kubelet.unwell = "http://127.0.0.1:10248/healthz answers 500"; }},
    {"kubelet-disabled", [](auto& s) { s.kubelet.unit_file = "disabled"; }},
    {"manifest-missing",
     [](auto& s) {
       s.manifests[3].there = false;
       s.manifests[3].elsewhere = "/root/kube-scheduler.yaml";
     }},
    {"manifest-unreadable",
     [](auto& s) { s.manifests[2].fault = "kube-controller-manager.yaml:7: not YAML"; }},
    {"manifest-invalid",
     [](auto& s) {
       s.told.containers.erase(s.told.containers.begin() + 1);
       s.told.kubelet = {
           "\"Could not process manifest file\" err=\"invalid pod\" "
           "path=\"/etc/kubernetes/manifests/kube-apiserver.yaml\""};
     }},
    {"manifest-files",
     [](auto& s) { s.manifests[1].missing_files = {"/etc/kubernetes/pki/sa.pub"}; }},
    {"image-impossible",
     [](auto& s) {
       s.told.containers.erase(s.told.containers.begin());
       s.told.kubelet = {"ErrImageNeverPull pod=\"kube-system/etcd-node-1\""};
     }},
    {"image-missing",
     [](auto& s) {
       s.told.containers.erase(s.told.containers.begin() + 3);
       s.told.kubelet = {
           "failed to \\\"StartContainer\\\" for \\\"kube-scheduler\\\" with "
           "ImagePullBackOff pod=\"kube-system/kube-scheduler-node-1\""};
     }},
    {"unknown-flag",
     [](auto& s) { let_exit(s, "kube-apiserver", "Error: unknown flag: --frobnicate"); }},
    {"port-taken",
     [](auto& s) {
       let_exit(s, "kube-scheduler",
                "failed to create listener: listen tcp 127.0.0.1:10259: bind: address already in "
                "use");
     }},
    {"address-missing",
     [](auto& s) {
       let_exit(s, "etcd", "listen tcp 192.0.2.1:2380: bind: cannot assign requested address");
     }},
    {"authority-expired",
     [](auto& s) {
       named(s, "ca.crt").is_authority = true;
       expire(named(s, "ca.crt"));
     }},
    {"not-yet-valid", [](auto& s) { named(s, "apiserver.crt").begins = kNow + Seconds(86400); }},
    {"certificate-expired", [](auto& s) { expire(named(s, "apiserver.crt")); }},
    {"certificate-unreadable",
     [](auto& s) { named(s, "apiserver.crt").fault = "there is no certificate in it"; }},
    {"wrong-key",
     [](auto& s) { named(s, "apiserver.crt").key_fault = "apiserver.key is another's"; }},
    {"etcd-client",
     [](auto& s) { named(s, "etcd-client.crt").signature_fault = "signed by another authority"; }},
    {"wrong-authority",
     [](auto& s) { named(s, "apiserver.crt").signature_fault = "signed by another authority"; }},
    {"wrong-trust", [](auto& s) { named(s, "kubelet.conf").trust_fault = "it does not trust it"; }},
    {"missing-names", [](auto& s) { named(s, "apiserver.crt").missing_names = {"10.0.0.7"}; }},
    {"expires-soon", [](auto& s) { named(s, "apiserver.crt").ends = kNow + std::chrono::days(2); }},
    {"etcd-no-space",
     [](auto& s) { s.etcd.health->members[0].alarms = {EtcdAlarm::Kind::no_space}; }},
    {"etcd-corrupt",
     [](auto& s) { s.etcd.health->members[0].alarms = {EtcdAlarm::Kind::corrupt}; }},
    {"etcd-removed",
     [](auto& s) {
       let_exit(s, "etcd", "error: the member has been permanently removed from the cluster");
     }},
    {"etcd-member",
     [](auto& s) {
       s.etcd.health->members = {member(2, "node-2"), member(3, "node-3")};
     }},
    {"etcd-data",
     [](auto& s) { let_exit(s, "etcd", "panic: failed to open database: invalid database"); }},
    {"quorum-lost",
     [](auto& s) {
       s.etcd.health->members = {member(1, "node-1"), silent(2, "node-2"), silent(3, "node-3")};
     }},
    {"etcd-member-down",
     [](auto& s) {
       s.etcd.health->members = {member(1, "node-1"), member(2, "node-2"), silent(3, "node-3")};
     }},
    {"etcd-unstarted",
     [](auto& s) {
       auto unstarted = silent(4, "");
       unstarted.member.learner = true;
       s.etcd.health->members.push_back(unstarted);
     }},
    {"etcd-slow-disk", [](auto& s) { s.etcd.slow_syncs = 0.07; }},
    {"certificate",
     [](auto& s) {
       let_exit(s, "kube-apiserver",
                "tls: failed to verify certificate: x509: certificate signed by unknown authority");
     }},
    {"dns-loop",
     [](auto& s) {
       let_exit(s, "coredns", "plugin/loop: Loop (127.0.0.1:40893 -> :53) detected for zone \".\"");
     }},
    {"permission",
     [](auto& s) { let_exit(s, "etcd", "open /var/lib/etcd/member: permission denied"); }},
    {"file-missing",
     [](auto& s) {
       let_exit(s, "kube-apiserver", "open /etc/audit/policy.yaml: no such file or directory");
     }},
    {"etcd-down",
     [](auto& s) {
       s.etcd.health.reset();
       s.etcd.silence = "connection refused";
     }},
    {"etcd-unreachable",
     [](auto& s) {
       let_exit(s, "kube-apiserver",
                "Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused");
     }},
    {"api-down", [](auto& s) { s.components[0].why = "connection refused"; }},
    {"api-unreachable",
     [](auto& s) {
       let_exit(s, "kube-controller-manager",
                "Get \"https://192.168.1.20:6443/api\": dial tcp 192.168.1.20:6443: connect: "
                "connection refused");
     }},
    {"api-refuses", [](auto& s) { s.api.refusal = "401 Unauthorized"; }},
    {"api-unready",
     [](auto& s) {
       s.api.unready = {"etcd", "etcd-readiness"};
     }},
    {"webhook",
     [](auto& s) {
       s.api.dead_webhooks = {{"policy", "guard/guard"}};
     }},
    {"managers", [](auto& s) { s.components[1].why = "answers 500"; }},
    {"unregistered", [](auto& s) { s.api.node.registered = false; }},
    {"pressure", [](auto& s) { s.api.node.pressures = {"DiskPressure"}; }},
    {"not-ready",
     [](auto& s) {
       s.api.node.ready = false;
       s.api.node.why = "Kubelet stopped posting node status.";
     }},
    {"proxy", [](auto& s) { pod_is_down(s, "kube-proxy"); }},
    {"dns", [](auto& s) { pod_is_down(s, "kube-dns"); }},
    {"pods", [](auto& s) { pod_is_down(s, "calico-node"); }},
};

}  // namespace

Examination healthy_node() {
  Examination seen;
  seen.now = kNow;
  seen.node = "node-1";
  seen.machine.memory = 4ull << 30;
  seen.machine.addresses = {{"eth0", "192.168.1.20", 24, true, false}};
  seen.runtime.socket = "unix:///run/containerd/containerd.sock";
  seen.cni.configuration = "/etc/cni/net.d/10-kcluster.conflist";
  seen.kernel.ip_forward = seen.kernel.bridge_filter = true;
  seen.kubelet.unit_file = "enabled";
  seen.disks = {{"/var/lib/etcd", {100'000'000'000, 50'000'000'000, 1}, 1000000, 900000}};
  for (const auto* name : kPods) {
    seen.told.containers.push_back(running(name));
    seen.manifests.push_back({name, std::string(paths::manifests) + "/" + name + ".yaml"});
    if (seen.manifests.size() < 3) seen.manifests.back().address = "192.168.1.20";
  }
  for (const auto* name : {"kube-apiserver", "kube-controller-manager", "kube-scheduler"})
    seen.components.push_back({name, ""});
  const std::string pki = paths::pki;
  for (const auto* file : {"/ca.crt", "/apiserver.crt", "/apiserver-etcd-client.crt"})
    seen.certificates.push_back(certificate(pki + file));
  seen.certificates.push_back(certificate(paths::kubelet_conf));
  seen.certificates.back().kubelets = true;
  seen.etcd.own_name = "node-1";
  seen.etcd.health = EtcdHealth{{member(1, "node-1")}, "", ""};
  seen.api.server = "https://192.168.1.20:6443";
  return seen;
}

std::span<const Recorded> recorded_ailments() { return recorded; }

void let_exit(Examination& seen, const std::string& name, const std::string& line) {
  auto made = running(name);
  made.container.state = Container::State::exited;
  made.container.exit_code = 1;
  made.log = {"starting", line};
  for (auto& each : seen.told.containers)
    if (each.container.name == name) {
      each = made;
      return;
    }
  seen.told.containers.push_back(made);
}

void let_kubelet_say(Examination& seen, const std::string& line) {
  seen.kubelet.active = seen.told.kubelet_active = false;
  seen.told.kubelet = {"starting", line};
}

}  // namespace kcluster
