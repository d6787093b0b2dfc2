#pragma once
#include "host/files.h"
#include "plan/join.h"

namespace kcluster {

/// Opens what control planes share (Secret kubeadm-certs, read with the cluster's configuration)
/// with the key and writes it: keys 0600 (the encryption configuration is one), certificates 0644.
/// Everything is opened and looked at before the first file is written. What was uploaded empty (a
/// key that is kept elsewhere) is left out. Files that are there with the same content are kept.
/// Throws Error when the Secret is gone or closed to us, for a key that does not open it, for
/// content that is neither certificate nor key, and for a file that has another content already.
void download_certs(const DownloadCertsPlan& plan, Files& files);

}  // namespace kcluster
