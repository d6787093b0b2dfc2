#include "pki/request.h"

#include <openssl/pem.h>

#include "pki/x509_text.h"

namespace kcluster {
namespace {

void add_sans(X509_REQ* request, const Sans& sans) {
  if (sans.empty()) return;
  STACK_OF(X509_EXTENSION)* list = nullptr;
  const auto names = x509::general_names(sans);
  const int added = X509V3_add1_i2d(&list, NID_subject_alt_name, names.get(), 0, X509V3_ADD_APPEND);
  const x509::Extensions owned(list);
  openssl::need(added, "cannot add names to a request");
  openssl::need(X509_REQ_add_extensions(request, list), "cannot add names to a request");
}

const EVP_MD* digest_for(const Key& key) {
  const bool wide =
      EVP_PKEY_get_base_id(key.raw()) == EVP_PKEY_EC && EVP_PKEY_get_bits(key.raw()) == 384;
  return wide ? EVP_sha384() : EVP_sha256();
}

}  // namespace

std::string request_pem(const CertificateSubject& subject, const Sans& sans, const Key& key) {
  const openssl::Owned<X509_REQ, X509_REQ_free> request(
      openssl::need_object(X509_REQ_new(), "cannot make a certificate request"));
  x509::fill_name(X509_REQ_get_subject_name(request.get()), subject);
  openssl::need(X509_REQ_set_pubkey(request.get(), key.raw()), "cannot put a key into a request");
  add_sans(request.get(), sans);
  if (X509_REQ_sign(request.get(), key.raw(), digest_for(key)) <= 0)
    throw openssl::failure("cannot sign a certificate request");
  const auto bio = openssl::writer();
  openssl::need(PEM_write_bio_X509_REQ(bio.get(), request.get()), "cannot write a request");
  return openssl::text(bio);
}

}  // namespace kcluster
