#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kcluster {

/// What the kubeadm of some minors does and that of others does not. The minors stand in one table,
/// traits.cpp; nothing else asks for a version to decide what a cluster gets.
enum class Trait {
  pause_image_flag,         ///< the kubelet gets --pod-infra-container-image
  etcd_http_endpoints,      ///< external etcd has httpEndpoints, by default its endpoints
  flexvolume_folder,        ///< the controller manager gets the folder of FlexVolume plugins
  etcd_experimental_flags,  ///< an etcd tagged below 3.6 gets its older flags' names
  kubelet_client_is_admin,  ///< apiserver-kubelet-client is of the group kubeadm:cluster-admins
  kubelet_client_bound,     ///< it is bound to system:kubelet-api-admin instead
  socket_annotated,  ///< without NodeLocalCRISocket the node is annotated with its runtime's socket
};

/// Whether the kubeadm of that Kubernetes version does it; text that is no version counts as
/// newest.
bool does(std::string_view kubernetes_version, Trait trait);

/// A feature gate of kubeadm's own, as ClusterConfiguration's featureGates names it.
struct FeatureGate {
  std::string_view name;
  unsigned last = 0;    ///< the newest minor that knows it
  unsigned obeyed = 0;  ///< the newest minor in which it changes anything
  bool by_default = false;
};

/// The names that the kubeadm of that version accepts.
std::vector<std::string_view> known_gates(std::string_view kubernetes_version);
bool knows_gate(std::string_view kubernetes_version, std::string_view name);
/// What was given, as long as that minor obeys it (a locked gate too, as in kubeadm), else the
/// default.
bool gate_enabled(const std::map<std::string, bool>& given, std::string_view name,
                  std::string_view kubernetes_version);

inline constexpr std::string_view kLocalSocketGate = "NodeLocalCRISocket";
inline constexpr std::string_view kLocalKubeletGate = "ControlPlaneKubeletLocalMode";
inline constexpr std::string_view kRootlessGate = "RootlessControlPlane";

}  // namespace kcluster
