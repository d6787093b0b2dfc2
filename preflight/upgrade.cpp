#include "preflight/checks.h"

namespace kcluster {
namespace {

// kubeadm's names where it has the check. Its CreateJob is not among them: no check of ours changes
// anything, the components' own health is asked instead.
constexpr Check kUpgrade[] = {
    {"IsPrivilegedUser", "the command runs as root", check_user},
    {"SystemVerification", "kernel and cgroups suit the kubelet", check_system},
    {"ContainerRuntimeVersion", "what the runtime tells the kubelet", check_runtime_version},
    {"Clock", "the clock is right and synchronised", check_clock},
    {"StaticPodManifest", "the control plane's manifests are here", check_manifests},
    {"ControlPlaneNodesReady", "every node is ready", check_nodes_ready},
    {"ComponentHealth", "every component is well", check_components},
    {"EtcdHealth", "etcd's voters are all well, none is learning", check_etcd_members},
    {"VersionSkew", "the versions that run go together with the target", check_skew},
    {"RemovedFlags", "flags and feature gates that the target has", check_removed_flags},
    {"DeprecatedAPIs", "nobody asks for APIs that the target lacks", check_deprecated_apis},
    {"StoredVersions", "custom objects lie in the version they are stored in now",
     check_stored_versions},
    {"CertificateExpiry", "no certificate has expired", check_certificates},
    {"Disk", "room for a snapshot of etcd and for images", check_upgrade_room},
    {"DisruptionBudgets", "no budget keeps pods on a node that is drained", check_budgets},
    {"CoreDNSMigration", "the Corefile is as it was written", check_corefile},
    {"ImagePull", "the target's images are here", check_images_at_hand},
    {"Unseen", "all of it could be looked at", check_unseen},
};

}  // namespace

std::span<const Check> upgrade_checks() { return kUpgrade; }

}  // namespace kcluster
