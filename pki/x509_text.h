#pragma once
#include <optional>

#include "pki/certificate.h"
#include "pki/openssl.h"

/// X.509 structures to and from plain values, as Go's crypto/x509 encodes them.
namespace kcluster::x509 {

struct FreeExtensions {
  void operator()(STACK_OF(X509_EXTENSION)* list) const {
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
  }
};
using Extensions = std::unique_ptr<STACK_OF(X509_EXTENSION), FreeExtensions>;

void fill_name(X509_NAME* name, const CertificateSubject& subject);
CertificateSubject read_name(const X509_NAME* name);
openssl::Names general_names(const Sans& sans);
Sans read_general_names(const GENERAL_NAMES* names);
Moment read_time(const ASN1_TIME* time);

}  // namespace kcluster::x509
