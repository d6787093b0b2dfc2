#pragma once
#include <string>

#include "pki/key.h"
#include "pki/subject.h"

namespace kcluster {

/// A PEM certificate signing request for the key's owner, as kubeadm's for an external authority.
std::string request_pem(const CertificateSubject& subject, const Sans& sans, const Key& key);

}  // namespace kcluster
