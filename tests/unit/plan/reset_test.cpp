#include "plan/reset.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

const std::string kKubelet = "/var/lib/kubelet";
const std::string kUid = "64ab669b-151a-4364-9cc6-4ab453c0407a";

SeenReset control_plane() {
  SeenReset seen;
  seen.node_name = "cka-control";
  seen.ca_file = "/srv/pki/ca.crt";
  seen.kubelet_socket = "unix:///run/containerd/containerd.sock";
  seen.etcd = SeenEtcdPod{"cka-control", "https://192.168.1.20:2380", "/srv/etcd", {}};
  seen.members = 1;
  return seen;
}

const ManagedFolder* folder(const ResetPlan& plan, const std::string& path) {
  for (const auto& each : plan.cleanup.folders)
    if (each.path == path) return &each;
  return nullptr;
}

}  // namespace

TEST_CASE("only what the kubelet mounts for pods and plugins is the kubelet's") {
  const auto in = [](const std::string& rest) {
    return kubelet_mounts_there(kKubelet + "/" + rest, kKubelet);
  };
  CHECK(in("pods/" + kUid + "/volumes/kubernetes.io~projected/kube-api-access-g6wjv"));
  CHECK(in("pods/a82eb99d66075c67f606835f5ecad9ed/volumes/kubernetes.io~empty-dir/tmp"));
  CHECK(in("pods/" + kUid + "/volumes/kubernetes.io~csi/pv-1/mount"));
  CHECK(in("pods/" + kUid + "/volume-subpaths/conf/web/0"));
  CHECK(in("pods/" + kUid + "/volumeDevices/kubernetes.io~local-volume/pv-2"));
  CHECK(in("plugins/kubernetes.io/csi/driver.example/0a1b/globalmount"));
  CHECK_FALSE(in("pods"));
  CHECK_FALSE(in("pods/x/volumes/kubernetes.io~nfs/v"));
  CHECK_FALSE(in("pods/" + kUid));
  CHECK_FALSE(in("pods/" + kUid + "/volumes/kubernetes.io~nfs/v/inside"));
  CHECK_FALSE(in("plugins/driver.example/data"));
  CHECK_FALSE(in("seccomp"));
  CHECK_FALSE(kubelet_mounts_there(kKubelet, kKubelet));
  CHECK_FALSE(kubelet_mounts_there("/var/lib/kubelet2/plugins/kubernetes.io/x", kKubelet));
}

TEST_CASE("names of ours are told from others'") {
  const ManagedFolder folder{"/f", {"config.yaml", "*_state", ".*.kcluster"}};
  CHECK(is_ours(folder, "config.yaml"));
  CHECK(is_ours(folder, "cpu_manager_state"));
  CHECK(is_ours(folder, ".config.yaml.kcluster"));
  CHECK_FALSE(is_ours(folder, "config.json"));
  CHECK_FALSE(is_ours(folder, "config.yaml.bak"));
  CHECK(is_ours({"/f", {"*"}}, "anything"));
  CHECK(is_ours({"/f", {".#"}}, ".2820637865"));
  CHECK_FALSE(is_ours({"/f", {".#"}}, ".28x"));
  CHECK_FALSE(is_ours({"/f", {".#"}}, "."));
}

TEST_CASE("where things lie is taken from the node, the user's word before it") {
  ResetConfiguration wanted;
  auto plan = plan_reset(wanted, control_plane(), {});
  CHECK(plan.etcd.local);
  CHECK(plan.etcd.data_dir == "/srv/etcd");
  REQUIRE(folder(plan, "/srv/pki"));
  CHECK(is_ours(*folder(plan, "/srv/pki"), "apiserver-kubelet-client.key"));
  CHECK_FALSE(is_ours(*folder(plan, "/srv/pki"), "oidc-ca.crt"));
  CHECK(is_ours(*folder(plan, "/srv/pki/etcd"), "healthcheck-client.crt"));
  CHECK(plan.hints ==
        ResetHints{"/srv/pki", "/srv/etcd", "unix:///run/containerd/containerd.sock"});
  wanted.certificates_dir = "/mine";
  wanted.cri_socket = "unix:///run/crio/crio.sock";
  plan = plan_reset(wanted, control_plane(), {});
  CHECK(folder(plan, "/mine"));
  CHECK(plan.cleanup.cri_socket == "unix:///run/crio/crio.sock");
}

TEST_CASE("what a cut reset noted counts where the node says nothing any more") {
  SeenReset seen;
  seen.hints = {"/srv/pki", "/srv/etcd", "unix:///run/crio/crio.sock"};
  const auto plan = plan_reset({}, seen, {});
  CHECK(plan.hints == seen.hints);
  CHECK(plan.etcd.local);
  CHECK(plan.etcd.client.endpoints.empty());
  CHECK(parse_reset_hints(to_text(seen.hints)) == seen.hints);
  CHECK(parse_reset_hints("{torn") == ResetHints{});
}

TEST_CASE("a node without etcd of its own keeps whatever lies in /var/lib/etcd") {
  const auto plan = plan_reset({}, SeenReset{}, {});
  CHECK_FALSE(plan.etcd.local);
  CHECK_FALSE(folder(plan, "/var/lib/etcd"));
  CHECK(plan.losses.find("etcd") == std::string::npos);
}

TEST_CASE("data in an external etcd stay, and are told of after a cut as well") {
  auto seen = control_plane();
  seen.etcd.reset();
  seen.external_etcd = "https://192.168.1.1:2379,https://192.168.1.1:2389";
  const auto plan = plan_reset({}, seen, {});
  CHECK_FALSE(plan.etcd.local);
  CHECK(plan.left.external_etcd == seen.external_etcd);
  CHECK(plan.left.cluster_goes_on);
  CHECK(plan.losses.find("external etcd at https://192.168.1.1:2379") != std::string::npos);
  SeenReset again;
  again.cri_sockets = {"unix:///run/containerd/containerd.sock"};
  again.hints = parse_reset_hints(to_text(plan.hints));
  CHECK(plan_reset({}, again, {}).left.external_etcd == seen.external_etcd);
}

TEST_CASE("the user is asked about what is lost") {
  auto seen = control_plane();
  CHECK_THAT(plan_reset({}, seen, {}).losses, Catch::Contains("only copy"));
  seen.members = 3;
  CHECK_THAT(plan_reset({}, seen, {}).losses, Catch::Contains("2 other members"));
  seen.members.reset();
  CHECK_THAT(plan_reset({}, seen, {}).losses, Catch::Contains("not known"));
}

TEST_CASE("kubeadm's temporary folder is emptied on demand only") {
  ResetConfiguration wanted;
  CHECK_FALSE(folder(plan_reset(wanted, {}, {}), "/etc/kubernetes/tmp"));
  wanted.cleanup_tmp_dir = true;
  CHECK(folder(plan_reset(wanted, {}, {}), "/etc/kubernetes/tmp"));
}

TEST_CASE("one of several runtimes must be chosen") {
  SeenReset seen;
  seen.cri_sockets = {"unix:///a", "unix:///b"};
  CHECK_THROWS_WITH(plan_reset({}, seen, {}), Catch::Contains("unix:///b"));
  seen.kubelet_socket = "unix:///b";
  CHECK(plan_reset({}, seen, {}).cleanup.cri_socket == "unix:///b");
}

TEST_CASE("the notes are removed last") {
  const auto plan = plan_reset({}, control_plane(), {});
  CHECK(is_ours(plan.cleanup.folders.back(), "reset.json"));
}

TEST_CASE("what an upgrade could be undone with goes, the archive from before it stays") {
  const auto plan = plan_reset({}, {}, {});
  const auto* upgrade = folder(plan, "/var/lib/kcluster/upgrade");
  REQUIRE(upgrade);
  for (const char* name : {"files", "objects", "upgrade.json"}) CHECK(is_ours(*upgrade, name));
  CHECK_FALSE(is_ours(*upgrade, "before-20261121T234500Z.tar"));
}

}  // namespace kcluster
