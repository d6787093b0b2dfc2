#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etcd/health.h"
#include "host/clock.h"
#include "host/files.h"
#include "http/http.h"
#include "kube/bootstrap_token.h"
#include "kube/kubeconfig.h"
#include "status/last_backup.h"

namespace kcluster {

/// A Node as the cluster lists it.
struct NodeStatus {
  std::string name;
  std::vector<std::string> roles;  ///< of node-role.kubernetes.io/ROLE; empty: none
  bool ready = false, cordoned = false;
  std::string why;      ///< it is not ready: the condition's message
  std::string version;  ///< kubelet's, "v1.36.3"
  std::string runtime;  ///< "containerd://2.1.4"
  std::string address;  ///< internal, the first
};

/// A component of a control plane, or a node's kubelet.
struct ComponentStatus {
  /// Those of other nodes listen on their loopback: of them it is judged by the kubelet's word.
  enum class Evidence { answer, pod };
  std::string node, name;  ///< "cka-control", "kube-scheduler"
  Evidence evidence = Evidence::answer;
  bool well = false, leads = false;
  std::string why;  ///< it is not well
};

struct CertificateStatus {
  std::string file;
  std::chrono::sys_seconds expires{};
  bool authority = false;
};

/// A cluster as this node sees it at one moment.
struct ClusterStatus {
  std::string version;   ///< kubeadm-config's kubernetesVersion; empty: not seen
  std::string endpoint;  ///< API server that answered; empty: none did
  std::vector<NodeStatus> nodes;
  std::vector<ComponentStatus> components;
  std::optional<EtcdHealth> etcd;
  std::optional<LastBackup> backup;             ///< taken on this node
  std::vector<CertificateStatus> certificates;  ///< of this node, the first to expire first
  std::vector<TokenSecret> tokens;              ///< without their secrets
  std::vector<std::string> unseen;              ///< what could not be seen, and why
};

/// How long one answer may take: a status tells soon, also of a node that does not answer.
inline constexpr std::chrono::milliseconds status_patience{800};

/// What status may look with.
struct StatusEyes {
  const Files& files;
  const Clock& clock;
  std::function<std::shared_ptr<Http>(const Endpoint&)> http;
  std::optional<Kubeconfig> cluster;  ///< who asks; none: only the node is looked at
  std::shared_ptr<const Etcd> etcd;   ///< null: not looked at
  std::chrono::milliseconds patience = status_patience;
};

/// Asks everything at once. Nothing that fails is an Error: it is named in `unseen`.
ClusterStatus look_at_cluster(const StatusEyes& eyes);

}  // namespace kcluster
