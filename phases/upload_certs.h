#pragma once
#include <string>

#include "base/secret.h"
#include "host/clock.h"
#include "host/files.h"
#include "kube/client.h"
#include "plan/cluster.h"

namespace kcluster {

/// 64 hex digits: an AES-256 key that opens the Secret kubeadm-certs. The caller keeps it.
Secret make_certificate_key();

/// What lies in the cluster now.
struct UploadedCerts {
  std::string until;      ///< "2026-11-21T16:30:24Z": when it goes
  bool replaced = false;  ///< there was one before, which no key opens any more
};

/// The authorities' certificates and keys, sealed with the key, as Secret kubeadm-certs; it is
/// owned by a bootstrap token of its own that expires after two hours and takes it along. One
/// already there that this key opens, with the same content and more than an hour to live, is kept.
UploadedCerts upload_certs(const UploadCertsPlan& plan, const Secret& certificate_key,
                           const Files& files, Client& api, const Clock& clock);

}  // namespace kcluster
