#pragma once
#include <string>
#include <vector>

#include "config/types.h"
#include "plan/bridge.h"

/// What init writes into the cluster, decided from the settled configuration before anything runs.
namespace kcluster {

/// How the API server is reached and how long its calls are tried again.
struct ApiPlan {
  std::string admin_conf, super_admin_conf;  ///< paths of kubeconfigs
  std::string local_url;  ///< this node's own API server, "https://192.168.1.20:6443"
  Duration patience = std::chrono::minutes(1);
};

/// The documents of kubeadm-config and kubelet-config, as text.
struct UploadConfigPlan {
  std::string cluster_configuration;
  std::string kubelet_configuration;
  /// The user wrote no KubeletConfiguration: an upgrade may then make it anew, which the hash
  /// marks.
  bool kubelet_generated = true;
};

/// What a further control plane needs: key in kubeadm-certs, file on this node.
struct SharedFile {
  std::string key, path;
};
struct UploadCertsPlan {
  std::vector<SharedFile> files;
};

struct MarkControlPlanePlan {
  std::string node;
  std::vector<Taint> taints;
  std::string annotated_socket;              ///< of the runtime; empty: no such annotation
  Duration limit = std::chrono::minutes(1);  ///< for the kubelet to register the node
};

struct BootstrapTokenPlan {
  std::vector<BootstrapToken> tokens;  ///< as configured; empty: the caller adds one it has made
  bool kubelet_client_bound = true;    ///< the API server's client certificate may ask kubelets
};

/// What "the control plane is up" means here.
struct WaitPlan {
  std::string advertise_address;  ///< of the API server unless its manifest says another
  unsigned bind_port = 6443;
  Duration kubelet_limit = std::chrono::minutes(4), components_limit = std::chrono::minutes(4);
};

struct PodNetworkPlan {
  enum class Kind { none, bridge, manifest };
  Kind kind = Kind::none;
  std::string manifest;                      ///< path of the file to apply
  Duration limit = std::chrono::minutes(1);  ///< for each thing waited for
  std::string pod_subnet;                    ///< bridge: of all pods
  BridgePlan bridge;
};

ApiPlan plan_api(const Config& settled);
UploadConfigPlan plan_upload_config(const Config& settled);
UploadCertsPlan plan_upload_certs(const Config& settled);
MarkControlPlanePlan plan_mark_control_plane(const Config& settled);
BootstrapTokenPlan plan_bootstrap_token(const Config& settled);
WaitPlan plan_wait_control_plane(const Config& settled);
/// `wanted`: "none", "bridge" or the path of a manifest (empty: none). Throws Error (exit usage)
/// for "bridge" without a pod range, or when the controller manager is told to give none.
/// `program`: path of kcluster itself.
PodNetworkPlan plan_pod_network(const Config& settled, const std::string& wanted,
                                const std::string& program);

}  // namespace kcluster
