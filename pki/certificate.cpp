#include "pki/certificate.h"

#include <openssl/pem.h>

#include <algorithm>

#include "base/text.h"
#include "pki/digest.h"
#include "pki/x509_text.h"

namespace kcluster {
namespace {

struct PemBlock {
  char *name = nullptr, *header = nullptr;
  unsigned char* bytes = nullptr;
  long size = 0;
  PemBlock() = default;
  PemBlock(const PemBlock&) = delete;
  PemBlock& operator=(const PemBlock&) = delete;
  // A file may hold its key beside the certificate.
  ~PemBlock() {
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(bytes, static_cast<std::size_t>(size));
  }
};

openssl::Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> extended(X509* certificate) {
  auto* list = X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr);
  return openssl::Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>(
      static_cast<EXTENDED_KEY_USAGE*>(list));
}

std::vector<int> usage_ids(X509* certificate) {
  std::vector<int> ids;
  const auto list = extended(certificate);
  for (int i = 0; list && i < sk_ASN1_OBJECT_num(list.get()); ++i)
    ids.push_back(OBJ_obj2nid(sk_ASN1_OBJECT_value(list.get(), i)));
  return ids;
}

constexpr const char* certificate_remedy =
    "give a PEM certificate, or remove the file and its key to have new ones made";

}  // namespace

std::vector<Certificate> Certificate::parse(std::string_view pem, std::string_view where) {
  const auto bio = openssl::reader(pem);
  std::vector<Certificate> out;
  for (;;) {
    PemBlock block;
    if (PEM_read_bio(bio.get(), &block.name, &block.header, &block.bytes, &block.size) != 1) break;
    if (std::string_view(block.name) != "CERTIFICATE") continue;
    const unsigned char* at = block.bytes;
    X509* parsed = d2i_X509(nullptr, &at, block.size);
    if (!parsed)
      throw openssl::failure(std::string(where) + " holds a broken certificate",
                             certificate_remedy);
    out.push_back(Certificate(std::shared_ptr<X509>(parsed, X509_free)));
  }
  if (out.empty())
    throw openssl::failure(std::string(where) + " holds no certificate", certificate_remedy);
  ERR_clear_error();
  return out;
}

std::string Certificate::pem() const {
  const auto bio = openssl::writer();
  openssl::need(PEM_write_bio_X509(bio.get(), raw()), "cannot write a certificate");
  return openssl::text(bio);
}

CertificateSubject Certificate::subject() const {
  return x509::read_name(X509_get_subject_name(raw()));
}
CertificateSubject Certificate::issuer() const {
  return x509::read_name(X509_get_issuer_name(raw()));
}
Moment Certificate::not_before() const { return x509::read_time(X509_get0_notBefore(raw())); }
Moment Certificate::not_after() const { return x509::read_time(X509_get0_notAfter(raw())); }
bool Certificate::is_authority() const { return X509_check_ca(raw()) == 1; }

Sans Certificate::sans() const {
  const openssl::Names names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(raw(), NID_subject_alt_name, nullptr, nullptr)));
  return names ? x509::read_general_names(names.get()) : Sans{};
}

std::vector<Usage> Certificate::usages() const {
  std::vector<Usage> out;
  for (const int id : usage_ids(raw()))
    if (id == NID_server_auth || id == NID_client_auth)
      out.push_back(id == NID_server_auth ? Usage::server_auth : Usage::client_auth);
  return out;
}

bool Certificate::allows(Usage usage) const {
  const auto ids = usage_ids(raw());
  const int wanted = usage == Usage::server_auth ? NID_server_auth : NID_client_auth;
  return ids.empty() || std::any_of(ids.begin(), ids.end(), [&](int id) {
           return id == wanted || id == NID_anyExtendedKeyUsage;
         });
}

std::string Certificate::serial() const {
  const openssl::Owned<BIGNUM, BN_free> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(raw()), nullptr));
  char* digits = openssl::need_object(BN_bn2hex(number.get()), "cannot read a serial number");
  std::string text = lower(digits);
  OPENSSL_free(digits);
  return text;
}

bool Certificate::matches(const Key& key) const {
  return EVP_PKEY_eq(X509_get0_pubkey(raw()), key.raw()) == 1;
}

bool Certificate::operator==(const Certificate& other) const {
  return X509_cmp(raw(), other.raw()) == 0;
}

std::string Certificate::pin() const {
  unsigned char* der = nullptr;
  const auto size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(raw()), &der);
  if (size < 0) throw openssl::failure("cannot read a certificate's public key");
  const std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return "sha256:" + hex(sha256(bytes));
}

}  // namespace kcluster
