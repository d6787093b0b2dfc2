#include <openssl/pem.h>
#include <openssl/rand.h>

#include <cstring>

#include "pki/certificate.h"
#include "pki/digest.h"
#include "pki/x509_text.h"

namespace kcluster {
namespace {

using openssl::need;
using openssl::need_object;

// 1 … 2^63-1, the range of Go's int64 that kubeadm draws from.
void set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  do {
    unsigned char bytes[8];
    need(RAND_bytes(bytes, sizeof bytes), "cannot draw a serial number");
    std::memcpy(&serial, bytes, sizeof serial);
    serial >>= 1;
  } while (serial == 0);
  need(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial),
       "cannot set a serial number");
}

void set_times(X509* certificate, const CertificateSpec& spec) {
  const auto set = [](ASN1_TIME* to, Moment moment) {
    need_object(ASN1_TIME_set(to, moment.time_since_epoch().count()),
                "the certificate's validity is out of range");
  };
  set(X509_getm_notBefore(certificate), spec.not_before);
  set(X509_getm_notAfter(certificate), spec.not_after);
}

enum class Weight { plain, critical };

void add_extension(X509* certificate, int nid, void* value, Weight weight = Weight::plain) {
  need(X509_add1_ext_i2d(certificate, nid, value, weight == Weight::critical, X509V3_ADD_APPEND),
       "cannot add an extension to a certificate");
}

void add_key_usage(X509* certificate, bool authority) {
  const openssl::Owned<ASN1_BIT_STRING, ASN1_BIT_STRING_free> bits(
      need_object(ASN1_BIT_STRING_new(), "cannot make key usage"));
  constexpr int digital_signature = 0, key_encipherment = 2, certificate_sign = 5;
  ASN1_BIT_STRING_set_bit(bits.get(), digital_signature, 1);
  ASN1_BIT_STRING_set_bit(bits.get(), key_encipherment, 1);
  if (authority) ASN1_BIT_STRING_set_bit(bits.get(), certificate_sign, 1);
  add_extension(certificate, NID_key_usage, bits.get(), Weight::critical);
}

void add_usages(X509* certificate, const std::vector<Usage>& usages) {
  if (usages.empty()) return;
  const openssl::Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> list(
      need_object(EXTENDED_KEY_USAGE_new(), "cannot make extended key usage"));
  for (const auto usage : usages)
    sk_ASN1_OBJECT_push(
        list.get(), OBJ_nid2obj(usage == Usage::server_auth ? NID_server_auth : NID_client_auth));
  add_extension(certificate, NID_ext_key_usage, list.get());
}

void add_constraints(X509* certificate, bool authority) {
  const openssl::Owned<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> constraints(
      need_object(BASIC_CONSTRAINTS_new(), "cannot make basic constraints"));
  constraints->ca = authority ? 0xff : 0;
  add_extension(certificate, NID_basic_constraints, constraints.get(), Weight::critical);
}

// RFC 7093 method 1, which Go took up in 1.25: the first 160 bits of the key's SHA-256.
void add_subject_key(X509* certificate) {
  const auto* key = X509_get0_pubkey_bitstr(certificate);
  const auto digest = sha256({reinterpret_cast<const char*>(ASN1_STRING_get0_data(key)),
                              static_cast<std::size_t>(ASN1_STRING_length(key))});
  const openssl::Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> id(
      need_object(ASN1_OCTET_STRING_new(), "cannot make a key identifier"));
  ASN1_OCTET_STRING_set(id.get(), reinterpret_cast<const unsigned char*>(digest.data()), 20);
  add_extension(certificate, NID_subject_key_identifier, id.get());
}

// As Go: left out when the issuer has no identifier, or has the certificate's own name.
void add_authority_key(X509* certificate, X509* issuer) {
  const auto* key = X509_get0_subject_key_id(issuer);
  const bool same_name =
      X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_subject_name(issuer)) == 0;
  if (!key || same_name) return;
  const openssl::Owned<AUTHORITY_KEYID, AUTHORITY_KEYID_free> id(
      need_object(AUTHORITY_KEYID_new(), "cannot make a key identifier"));
  id->keyid = need_object(ASN1_OCTET_STRING_dup(key), "cannot make a key identifier");
  add_extension(certificate, NID_authority_key_identifier, id.get());
}

void add_sans(X509* certificate, const Sans& sans) {
  if (sans.empty()) return;
  add_extension(certificate, NID_subject_alt_name, x509::general_names(sans).get());
}

openssl::Cert begin(const CertificateSpec& spec, EVP_PKEY* key) {
  if (spec.subject.common_name.empty()) throw Error("a certificate needs a common name");
  openssl::Cert certificate(need_object(X509_new(), "cannot make a certificate"));
  X509_set_version(certificate.get(), X509_VERSION_3);
  set_serial(certificate.get());
  set_times(certificate.get(), spec);
  x509::fill_name(X509_get_subject_name(certificate.get()), spec.subject);
  need(X509_set_pubkey(certificate.get(), key), "cannot put a key into a certificate");
  return certificate;
}

// The digest goes with the signer's key, as in Go: P-384 takes SHA-384, all others SHA-256.
void finish(X509* certificate, const Key& signer) {
  const bool wide =
      EVP_PKEY_get_base_id(signer.raw()) == EVP_PKEY_EC && EVP_PKEY_get_bits(signer.raw()) == 384;
  if (X509_sign(certificate, signer.raw(), wide ? EVP_sha384() : EVP_sha256()) <= 0)
    throw openssl::failure("cannot sign a certificate");
}

std::shared_ptr<X509> finished_leaf(const CertificateSpec& spec, EVP_PKEY* key, X509* issuer,
                                    const Key& issuer_key) {
  auto made = begin(spec, key);
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer));
  add_key_usage(made.get(), false);
  add_usages(made.get(), spec.usages);
  add_constraints(made.get(), false);
  add_authority_key(made.get(), issuer);
  add_sans(made.get(), spec.sans);
  finish(made.get(), issuer_key);
  return {made.release(), X509_free};
}

}  // namespace

Certificate Certificate::authority(const CertificateSpec& spec, const Key& key) {
  auto made = begin(spec, key.raw());
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  add_key_usage(made.get(), true);
  add_usages(made.get(), spec.usages);
  add_constraints(made.get(), true);
  add_subject_key(made.get());
  add_sans(made.get(), spec.sans.empty() ? Sans{{spec.subject.common_name}, {}} : spec.sans);
  finish(made.get(), key);
  return Certificate(std::shared_ptr<X509>(made.release(), X509_free));
}

Certificate Certificate::leaf(const CertificateSpec& spec, const Key& key,
                              const Certificate& issuer, const Key& issuer_key) {
  return Certificate(finished_leaf(spec, key.raw(), issuer.raw(), issuer_key));
}

Certificate Certificate::for_request(std::string_view request_pem, CertificateSpec spec,
                                     const Certificate& issuer, const Key& issuer_key) {
  const auto bio = openssl::reader(request_pem);
  const openssl::Owned<X509_REQ, X509_REQ_free> request(
      need_object(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr),
                  "cannot read a certificate request"));
  EVP_PKEY* key = need_object(X509_REQ_get0_pubkey(request.get()), "a request has no key");
  if (X509_REQ_verify(request.get(), key) != 1)
    throw openssl::failure("a request is not signed by its own key");
  spec.subject = x509::read_name(X509_REQ_get_subject_name(request.get()));
  return Certificate(finished_leaf(spec, key, issuer.raw(), issuer_key));
}

}  // namespace kcluster
