#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/types.h"
#include "kubernetes/paths.h"
#include "pki/certificate.h"

namespace kcluster {

/// An authority that signs renewed certificates; it is never renewed itself.
struct RenewalAuthority {
  std::string name;              ///< "ca", "etcd-ca", as in pki/table.h
  std::string certificate, key;  ///< paths; without the key it is external
};

/// A certificate that can be renewed, by the name that kubeadm gives it.
struct RenewalRow {
  /// kubelet: renewed by the kubelet itself, except where it is embedded in kubelet.conf.
  enum class Keeper { control_plane, kubelet };
  std::string name;         ///< "apiserver", "admin.conf"
  std::string certificate;  ///< path of the certificate, or of the kubeconfig that embeds it
  std::string key;          ///< path; empty: both are embedded in a kubeconfig
  std::string authority;    ///< its name
  std::vector<std::string> dropped;  ///< organizations that the new one does not have any more
  Keeper keeper = Keeper::control_plane;

  bool embedded() const { return key.empty(); }
};

/// How this node's certificates are renewed. All that a certificate says beside key and period
/// comes from the one on disk.
struct RenewalPlan {
  Algorithm algorithm = Algorithm::rsa_2048;
  Duration validity = {};
  std::vector<RenewalAuthority> authorities;  ///< sorted by name
  std::vector<RenewalRow> rows;               ///< likewise
  /// Certificates that were made since then count as renewed: a command that was cut off goes on.
  std::optional<Moment> begun;

  /// Throw Error (exit usage) for a name that is not there, with the nearest one.
  const RenewalRow& row(std::string_view name) const;
  const RenewalAuthority& authority(std::string_view name) const;
};

/// Pure. External etcd leaves etcd's rows out. Throws Error (exit usage) for an unknown algorithm.
RenewalPlan plan_renewal(const ClusterConfiguration& cluster,
                         std::string_view kubeconfigs = paths::kubernetes);

/// From v1.36 on the API server's client certificate for kubelets is of no group: with the
/// ClusterRole binding kubeadm:apiserver-kubelet-client in the cluster, the renewed one loses
/// kubeadm:cluster-admins.
void drop_kubelet_client_group(RenewalPlan& plan);

}  // namespace kcluster
