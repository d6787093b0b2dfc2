#include "diagnosis/causes.h"

#include <catch2/catch.hpp>
#include <set>

namespace kcluster {
namespace {

ContainerEvidence exited(const std::string& name, const std::string& line) {
  ContainerEvidence evidence;
  evidence.container.name = name;
  evidence.container.state = Container::State::exited;
  evidence.log = {"starting", line};
  return evidence;
}

struct Sample {
  const char* cause;
  const char* subject;
  const char* line;
};

// Lines as Kubernetes 1.36, etcd 3.6, containerd 2.2 and runc write them.
const Sample samples[] = {
    {"swap", "kubelet",
     "\"command failed\" err=\"failed to run Kubelet: running with swap on is not supported, "
     "please "
     "disable swap or set --fail-swap-on flag to false\""},
    {"cgroup-driver", "kubelet",
     "OCI runtime create failed: runc create failed: expected cgroupsPath to be of format "
     "\"slice:prefix:name\" for systemd cgroups, got \"/kubepods/burstable/pod1/2\" instead"},
    {"kubelet-flag", "kubelet",
     "\"command failed\" err=\"failed to parse kubelet flag: unknown flag: --frobnicate\""},
    {"kubelet-configuration", "kubelet",
     "\"command failed\" err=\"failed to load kubelet config file, path: "
     "/var/lib/kubelet/config.yaml\""},
    {"runtime-silent", "kubelet",
     "\"command failed\" err=\"failed to run Kubelet: validate service connection: validate CRI v1 "
     "runtime API for endpoint\""},
    {"sandbox-image", "kubelet", "failed to get sandbox image \"registry.k8s.io/pause:3.10.2\""},
    {"image-impossible", "etcd",
     "\"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for \\\"etcd\\\" with "
     "ErrImageNeverPull\" pod=\"kube-system/etcd-node-1\""},
    {"image-missing", "kube-scheduler",
     "\"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for "
     "\\\"kube-scheduler\\\" with ImagePullBackOff\" pod=\"kube-system/kube-scheduler-node-1\""},
    {"cgroup-v1", "kubelet",
     "\"command failed\" err=\"failed to validate kubelet configuration, error: kubelet is "
     "configured to not run on a host using cgroup v1\""},
    {"manifest-invalid", "kubelet",
     "\"Could not process manifest file\" err=\"invalid pod\" "
     "path=\"/etc/kubernetes/manifests/x\""},
    {"no-space", "etcd", "write /var/lib/etcd/member/wal/0.wal: no space left on device"},
    {"unknown-flag", "kube-apiserver", "Error: unknown flag: --frobnicate"},
    {"unknown-flag", "etcd", "flag provided but not defined: -frobnicate"},
    {"port-taken", "kube-scheduler",
     "failed to create listener: listen tcp 127.0.0.1:10259: bind: address already in use"},
    {"address-missing", "etcd", "listen tcp 192.0.2.1:2380: bind: cannot assign requested address"},
    {"etcd-removed", "etcd", "error: the member has been permanently removed from the cluster"},
    {"dns-loop", "coredns",
     "plugin/loop: Loop (127.0.0.1:40893 -> :53) detected for zone \".\", see "
     "https://coredns.io/plugins/loop#troubleshooting"},
    {"etcd-data", "etcd", "member 8e9e05c52164694d has already been bootstrapped"},
    {"etcd-data", "etcd",
     "panic: failed to open database: /var/lib/etcd/member/snap/db: invalid database"},
    {"certificate", "kube-apiserver",
     "tls: failed to verify certificate: x509: certificate signed by unknown authority"},
    {"file-missing", "kube-apiserver",
     "open /etc/kubernetes/audit.yaml: no such file or directory"},
    {"etcd-unreachable", "kube-apiserver",
     "Err: connection error: desc = \"transport: Error while dialing: dial tcp 127.0.0.1:2379: "
     "connect: "
     "connection refused\""},
    {"api-unreachable", "kube-controller-manager",
     "Get \"https://192.168.1.20:6443/api\": dial tcp 192.168.1.20:6443: connect: connection "
     "refused"},
};

Evidence evidence_of(const Sample& sample) {
  Evidence evidence;
  if (std::string(sample.subject) == "kubelet" ||
      std::string(sample.line).find("pod=\"") != std::string::npos)
    evidence.kubelet = {"starting", sample.line, "done"};
  else
    evidence.containers = {exited(sample.subject, sample.line)};
  return evidence;
}

}  // namespace

TEST_CASE("known causes are recognised by the lines they leave") {
  for (const auto& sample : samples) {
    INFO(sample.line);
    const auto cause = diagnose(evidence_of(sample));
    REQUIRE(cause);
    CHECK(cause->name == sample.cause);
    CHECK(cause->subject == sample.subject);
    CHECK(cause->shown_by == sample.line);
    CHECK_FALSE(cause->remedy.empty());
  }
}

TEST_CASE("the names of causes are their own") {
  std::set<std::string_view> names;
  for (const auto& row : known_causes()) CHECK(names.insert(row.name).second);
}

TEST_CASE("a container that runs is not blamed for what it says") {
  Evidence evidence;
  evidence.containers = {exited("etcd", "address already in use")};
  evidence.containers[0].container.state = Container::State::running;
  CHECK_FALSE(diagnose(evidence));
}

TEST_CASE("the root is named before its consequence") {
  Evidence evidence;
  evidence.containers = {exited("kube-apiserver", "Error while dialing: 127.0.0.1:2379"),
                         exited("etcd", "no space left on device")};
  CHECK(diagnose(evidence)->subject == "etcd");
}

TEST_CASE("without a telling line the state tells: memory, kubelet, runtime, or nothing") {
  Evidence evidence;
  CHECK_FALSE(diagnose(evidence));
  evidence.runtime_silence = "connection refused";
  CHECK(diagnose(evidence)->name == "runtime-silent");
  evidence.kubelet_active = false;
  CHECK(diagnose(evidence)->name == "kubelet-not-running");
  evidence.containers = {exited("etcd", "bye")};
  evidence.containers[0].container.reason = "OOMKilled";
  CHECK(diagnose(evidence)->name == "memory");
}

TEST_CASE("a deprecation that every kubelet with cgroup v1 tells is no cause") {
  Evidence evidence;
  evidence.kubelet = {
      "E1121 17:10:11.378003     224 kubelet.go:1898] \"Kubelet cgroup\" err=\"cgroup v1 detected. "
      "cgroup v1 support is deprecated and will be removed in a future release\""};
  CHECK_FALSE(diagnose(evidence));
}

TEST_CASE("all components that the kubelet says it of are named") {
  Evidence evidence;
  evidence.kubelet = {"ErrImagePull pod=\"kube-system/kube-scheduler-n\"",
                      "ErrImagePull pod=\"kube-system/etcd-n\"",
                      "pod=\"kube-system/kube-proxy-x\""};
  CHECK(diagnose(evidence)->subject == "etcd, kube-scheduler");
  CHECK(diagnose(evidence)->source == Cause::Source::kubelet);
}

TEST_CASE("an unknown end is told by its state and last line, roots first") {
  Evidence evidence;
  evidence.containers = {exited("kube-apiserver", "bye"), exited("etcd", "gone")};
  evidence.containers[1].container.exit_code = 3;
  const auto cause = diagnose(evidence);
  REQUIRE(cause);
  CHECK(cause->subject == "etcd");
  CHECK(cause->what == "exited with code 3");
  CHECK(cause->shown_by == "gone");
}

}  // namespace kcluster
