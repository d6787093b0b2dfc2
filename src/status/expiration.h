#pragma once
#include <string>
#include <vector>

#include "host/files.h"
#include "plan/renewal.h"

namespace kcluster {

/// When a certificate of this node ends.
struct CertificateExpiration {
  std::string name;       ///< kubeadm's: "apiserver", "admin.conf", "etcd-ca"
  std::string authority;  ///< name of the one that signed it; empty: an authority itself
  Moment expires{};
  bool external = false;  ///< the key of its authority (or its own, of one) is kept elsewhere
  bool missing = false;   ///< there is none; then nothing else is known of it
};

struct ExpirationInfo {
  std::vector<CertificateExpiration> certificates, authorities;  ///< each in the plan's order
};

/// Whether the authority's certificate is there and its key is not.
bool is_external(const RenewalAuthority& authority, const Files& files);

/// Of the certificates that the control plane keeps, without the kubelet's. Throws Error for a file
/// that cannot be read.
ExpirationInfo look_at_expiration(const RenewalPlan& plan, const Files& files);

/// Names of those that end within that time from now, or have ended.
std::vector<std::string> ending(const ExpirationInfo& info, std::chrono::seconds within,
                                Moment now);

}  // namespace kcluster
