#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "config/types.h"
#include "pki/subject.h"

namespace kcluster {

/// One certificate with its key, as it shall lie on the node.
struct CertificatePlan {
  std::string name;         ///< "apiserver", as in pki/table.h
  std::string certificate;  ///< path
  std::string key;          ///< path
  std::string authority;    ///< name of the row that signs it; empty: an authority itself
  CertificateSubject subject;
  Sans sans;
  std::vector<Usage> usages;
  Duration validity = {};  ///< from the moment it is made
};

struct CertificatesPlan {
  std::string folder;
  Algorithm algorithm = Algorithm::rsa_2048;
  std::vector<CertificatePlan> rows;                        ///< authorities before those they sign
  std::string service_account_key, service_account_public;  ///< paths

  /// Throws Error for a name that is not in the plan (etcd's with external etcd).
  const CertificatePlan& row(std::string_view name) const;
  bool has(std::string_view name) const;
};

/// Everything about a control plane's certificates but the moment they are made. External etcd
/// leaves etcd's rows out. Throws Error (exit usage) for an unknown algorithm, address or range.
CertificatesPlan plan_certificates(const Config& settled);

/// encryptionAlgorithm; throws Error (exit usage) when it is not known.
Algorithm settled_algorithm(const Config& settled);

}  // namespace kcluster
