#pragma once
#include <string>
#include <vector>

#include "host/files.h"
#include "plan/certificates.h"
#include "plan/kubeconfigs.h"

namespace kcluster {

/// Throws Error with all of them as findings when a key, a request or a kubeconfig of these plans
/// is there already: nothing would be overwritten, and nothing is written then.
void require_no_requests(const CertificatesPlan& certificates, const KubeconfigsPlan& kubeconfigs,
                         const Files& files);

/// For an authority that is kept elsewhere: a key and, beside it, a signing request (NAME.csr,
/// 0600) for every certificate but the authorities. Returns their places below the folder,
/// "etcd/server".
std::vector<std::string> request_certificates(const CertificatesPlan& plan, Files& files);

/// Kubeconfigs with a client key but no certificate and no authority, and beside each its signing
/// request (admin.conf.csr). Returns the files' names.
std::vector<std::string> request_kubeconfigs(const KubeconfigsPlan& plan, Files& files);

}  // namespace kcluster
