#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/types.h"
#include "kubernetes/paths.h"
#include "pki/subject.h"

namespace kcluster {

/// One kubeconfig as it shall lie on the node: who speaks to which server.
struct KubeconfigPlan {
  std::string name;    ///< of its phase: "admin"
  std::string path;    ///< "/etc/kubernetes/admin.conf"
  std::string server;  ///< "https://192.168.1.20:6443"
  /// What an existing file may name instead: a kubelet's of an older release names the cluster's
  /// own endpoint. Empty: nothing else.
  std::string other_server;
  CertificateSubject subject;  ///< of the client certificate; the common name is the user
};

struct KubeconfigsPlan {
  std::string cluster_name;            ///< "kubernetes"
  std::string ca_certificate, ca_key;  ///< paths
  Algorithm algorithm = Algorithm::rsa_2048;
  Duration validity = {};  ///< of the client certificates
  std::vector<KubeconfigPlan> rows;

  const KubeconfigPlan& row(std::string_view name) const;  ///< throws Error for an unknown name
};

/// One phase of the group "kubeconfig".
struct KubeconfigRow {
  std::string_view name, summary, file;
};
/// admin, super-admin, kubelet, controller-manager, scheduler.
std::span<const KubeconfigRow> kubeconfig_table();

/// admin and super-admin speak to the control plane's endpoint, the others to this node's API
/// server. Throws Error (exit usage) when an address or the algorithm is wrong.
KubeconfigsPlan plan_kubeconfigs(const Config& settled,
                                 std::string_view folder = paths::kubernetes);

}  // namespace kcluster
