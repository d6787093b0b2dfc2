#pragma once
#include <string>
#include <string_view>

#include "pki/key.h"
#include "pki/subject.h"

namespace kcluster {

/// A PEM certificate signing request for the key's owner, as kubeadm's for an external authority.
std::string request_pem(const CertificateSubject& subject, const Sans& sans, const Key& key);

/// What a request of somebody else's asks for.
struct Asked {
  CertificateSubject subject;
  Sans sans;
};

/// Takes only what nobody can read in another way: one PEM block of at most 16 KiB and nothing
/// beside it, signed by its own key (RSA of 2048 to 8192 bits, ECDSA on P-256, P-384 or P-521), a
/// subject of organizations and one common name, and of all extensions only alternative names, DNS
/// names and addresses. Throws Error with what is wrong as its cause, a sentence about "it".
Asked read_request(std::string_view pem);

}  // namespace kcluster
