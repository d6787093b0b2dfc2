#include "plan/reset.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "kubernetes/paths.h"
#include "pki/table.h"

namespace kcluster {
namespace {

constexpr const char* kTemporary = ".*.kcluster";  // a write that was cut
constexpr const char* kCheckpoint = ".#";          // the kubelet's, likewise

// k/k pkg/kubelet: kubeletconfig/defaults.go, kubelet_getters.go, the managers' state files
const std::vector<std::string> kKubeletNames{
    "pods",      "plugins",     "plugins_registry",     "device-plugins",    "checkpoints",
    "pods-api",  "pki",         "pod-resources",        "image_manager",     "*_state",
    kCheckpoint, "config.yaml", "instance-config.yaml", "kubeadm-flags.env", kTemporary};
const std::vector<std::string> kStaticPods{"kube-apiserver.yaml", "kube-controller-manager.yaml",
                                           "kube-scheduler.yaml", "etcd.yaml", kTemporary};
const std::vector<std::string> kKubeconfigs{
    "admin.conf",     "super-admin.conf",        "kubelet.conf", "bootstrap-kubelet.conf",
    "scheduler.conf", "controller-manager.conf", kTemporary};
const ManagedFolder kEncryption{
    paths::encryption, {"config.yaml", kTemporary}, ManagedFolder::Folder::goes};
// The temporary folders that kubeadm makes go on the user's word only (--cleanup-tmp-dir).
const ManagedFolder kTemporaryFolders{"/etc/kubernetes/tmp", {"*"}};
const ManagedFolder kHardening{paths::hardening,
                               {"audit-policy.yaml", "authentication.yaml", kTemporary},
                               ManagedFolder::Folder::goes};
const ManagedFolder kNetwork{"/etc/cni/net.d", {"10-kcluster.conflist", ".10-kcluster*.kcluster"}};
const ManagedFolder kAddresses{"/var/lib/cni/networks", {"kcluster"}};
// The archive of before an upgrade stays: it is the last that is left of the cluster's data.
const ManagedFolder kUpgrade{
    paths::upgrade,
    {"files", "objects", "aside", "upgrade.json", "drain.json", kTemporary},
    ManagedFolder::Folder::goes};
const ManagedFolder kState{paths::state,
                           {"init.json", "join.json", "last-backup.json", "etcd-restore",
                            "encryption-aside", "rest.json", "rest.lock", "renewal.json",
                            "certs-recovery.json", "certs-before", kTemporary, "reset.json"},
                           ManagedFolder::Folder::goes};

std::string first_of(std::initializer_list<std::string> values) {
  for (const auto& value : values)
    if (!value.empty()) return value;
  return {};
}

std::string parent(const std::string& path) { return path.substr(0, path.rfind('/')); }

std::string certificates_dir(const ResetConfiguration& wanted, const SeenReset& seen) {
  return first_of({wanted.certificates_dir, seen.ca_file.empty() ? "" : parent(seen.ca_file),
                   seen.hints.certificates_dir, paths::pki});
}

std::string cri_socket(const ResetConfiguration& wanted, const SeenReset& seen) {
  auto told = first_of({wanted.cri_socket, seen.kubelet_socket, seen.hints.cri_socket});
  if (!told.empty()) return told;
  if (seen.cri_sockets.size() > 1)
    throw Error(
        fmt::format("there are several container runtimes: {}", join(seen.cri_sockets, ", ")),
        "choose the cluster's with --cri-socket", Exit::usage);
  return seen.cri_sockets.empty() ? "" : seen.cri_sockets.front();
}

/// What lies in the certificates' folder, and in its folder for etcd.
std::vector<ManagedFolder> certificates(const std::string& folder) {
  ManagedFolder own{folder, {"sa.key", "sa.pub", kTemporary}},
      etcd{folder + "/etcd", {kTemporary}, ManagedFolder::Folder::goes};
  constexpr std::string_view below = "etcd/";
  for (const auto& row : certificate_table()) {
    const bool etcds = row.file.substr(0, below.size()) == below;
    const std::string file(etcds ? row.file.substr(below.size()) : row.file);
    for (const char* ending : {".crt", ".key"}) (etcds ? etcd : own).names.push_back(file + ending);
  }
  return {etcd, own};
}

LeaveEtcdPlan plan_leave(const ResetConfiguration& wanted, const SeenReset& seen,
                         const ResetChoices& choices) {
  LeaveEtcdPlan plan;
  plan.manifest = std::string(paths::manifests) + "/etcd.yaml";
  plan.local = seen.etcd || !seen.hints.etcd_data.empty();
  plan.data_dir = seen.etcd ? seen.etcd->data_dir : seen.hints.etcd_data;
  plan.cri_socket = cri_socket(wanted, seen);
  plan.allow_quorum_loss = choices.allow_quorum_loss;
  plan.limit = wanted.timeouts.etcd_api_call;
  if (!seen.etcd) return plan;
  plan.name = seen.etcd->name;
  plan.peer_url = seen.etcd->peer_url;
  plan.client = seen.etcd->client;
  return plan;
}

CleanupPlan plan_cleanup(const ResetConfiguration& wanted, const SeenReset& seen) {
  CleanupPlan plan;
  plan.cri_socket = cri_socket(wanted, seen);
  plan.kubelet_folder = paths::kubelet;
  plan.unmount_flags = wanted.unmount_flags;
  plan.folders = {{paths::manifests, kStaticPods}, {paths::kubernetes, kKubeconfigs}, kEncryption};
  for (auto& folder : certificates(certificates_dir(wanted, seen)))
    plan.folders.push_back(std::move(folder));
  plan.folders.push_back({paths::kubelet, kKubeletNames});
  if (wanted.cleanup_tmp_dir) plan.folders.push_back(kTemporaryFolders);
  for (const auto& folder : {kHardening, kNetwork, kAddresses, kUpgrade, kState})
    plan.folders.push_back(folder);
  return plan;
}

std::string losses(const ResetPlan& plan, const SeenReset& seen) {
  std::string text = fmt::format(
      "This node leaves its cluster: its pods are stopped and removed, with the data of their\n"
      "emptyDir volumes; the kubelet's files in {} and the cluster's in {} are deleted.\n",
      plan.cleanup.kubelet_folder, paths::kubernetes);
  if (!plan.left.external_etcd.empty())
    return text + fmt::format("The data in the external etcd at {} stay as they are.\n",
                              plan.left.external_etcd);
  if (!plan.etcd.local) return text;
  text += fmt::format("etcd's data in {} are deleted", plan.etcd.data_dir);
  if (seen.members == 1u) return text + ": they are the cluster's only copy.\n";
  return text + (seen.members ? fmt::format("; {} other members have them.\n", *seen.members - 1)
                              : "; whether others have them is not known.\n");
}

LeftPlan plan_left(const ResetPlan& plan, const ResetConfiguration& wanted, const SeenReset& seen) {
  LeftPlan left;
  left.judged = !wanted.dry_run;
  left.node_name = seen.node_name;
  left.cluster_goes_on =
      !seen.ca_file.empty() && (!plan.etcd.local || seen.members.value_or(1) > 1);
  left.cri_socket = plan.cleanup.cri_socket;
  left.folders = plan.cleanup.folders;
  if (!plan.etcd.local) {
    left.external_etcd = first_of({seen.external_etcd, seen.hints.external_etcd});
    return left;
  }
  left.folders.push_back({plan.etcd.data_dir, {"member"}});
  left.folders.push_back({plan.etcd.data_dir + "/member", {"wal", "snap"}});
  return left;
}

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern == kCheckpoint)
    return name.size() > 1 && name[0] == '.' &&
           name.find_first_not_of("0123456789", 1) == name.npos;
  const auto star = pattern.find('*');
  if (star == pattern.npos) return pattern == name;
  const auto head = pattern.substr(0, star), tail = pattern.substr(star + 1);
  return name.size() >= head.size() + tail.size() && name.substr(0, head.size()) == head &&
         name.substr(name.size() - tail.size()) == tail;
}

bool is_uid(std::string_view part) {
  return part.size() >= 32 && part.find_first_not_of("0123456789abcdef-") == part.npos;
}

// Below the kubelet's folder: UID is a pod's, * any one name, ** all names that follow.
constexpr std::string_view kKubeletMounts[] = {
    "pods/UID/volumes/*/*",           "pods/UID/volumes/kubernetes.io~csi/*/mount",
    "pods/UID/volume-subpaths/*/*/*", "pods/UID/volumeDevices/*/*",
    "plugins/kubernetes.io/**",
};

bool lies_as(const std::vector<std::string>& parts, std::string_view pattern) {
  const auto wanted = split(pattern, '/');
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i >= parts.size()) return false;
    if (wanted[i] == "**") return true;
    const bool fits =
        wanted[i] == "*" || (wanted[i] == "UID" ? is_uid(parts[i]) : wanted[i] == parts[i]);
    if (!fits) return false;
  }
  return parts.size() == wanted.size();
}

}  // namespace

ResetPlan plan_reset(const ResetConfiguration& wanted, const SeenReset& seen,
                     const ResetChoices& choices) {
  ResetPlan plan;
  plan.preflight.ignored = wanted.ignore_preflight_errors;
  plan.etcd = plan_leave(wanted, seen, choices);
  plan.cleanup = plan_cleanup(wanted, seen);
  plan.left = plan_left(plan, wanted, seen);
  plan.hints = {certificates_dir(wanted, seen), plan.etcd.data_dir, plan.cleanup.cri_socket,
                plan.left.external_etcd};
  plan.losses = losses(plan, seen);
  return plan;
}

bool is_ours(const ManagedFolder& folder, std::string_view name) {
  return std::any_of(folder.names.begin(), folder.names.end(),
                     [&](const std::string& pattern) { return matches(pattern, name); });
}

bool kubelet_mounts_there(std::string_view point, std::string_view kubelet_folder) {
  const auto start = std::string(kubelet_folder) + "/";
  if (point.substr(0, start.size()) != start) return false;
  const auto parts = split(point.substr(start.size()), '/');
  return std::any_of(std::begin(kKubeletMounts), std::end(kKubeletMounts),
                     [&](std::string_view pattern) { return lies_as(parts, pattern); });
}

}  // namespace kcluster
