#pragma once
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace kcluster {

/// A key with its certificate, made by OpenSSL alone, so that tests of clients need no code of
/// ours.
struct TestIdentity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;

  std::string certificate_pem() const {
    return pem([this](BIO* bio) { PEM_write_bio_X509(bio, certificate.get()); });
  }
  std::string key_pem() const {
    return pem([this](BIO* bio) {
      PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

  template <class Write>
  static std::string pem(Write write) {
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
    write(bio.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }
};

/// Valid from now+from to now+until seconds; signed by itself without an authority.
/// names as OpenSSL writes them: "IP:127.0.0.1,DNS:localhost"; empty makes an authority.
inline TestIdentity make_identity(const std::string& common_name, const std::string& names,
                                  const TestIdentity* authority = nullptr, long from = -60,
                                  long until = 3600) {
  TestIdentity made{{EVP_EC_gen("P-256"), EVP_PKEY_free}, {X509_new(), X509_free}};
  X509* x = made.certificate.get();
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1 + std::hash<std::string>()(common_name) % 100000);
  X509_gmtime_adj(X509_getm_notBefore(x), from);
  X509_gmtime_adj(X509_getm_notAfter(x), until);
  X509_set_pubkey(x, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  X509* signer = authority ? authority->certificate.get() : x;
  X509_set_issuer_name(x, X509_get_subject_name(signer));
  const int id = names.empty() ? NID_basic_constraints : NID_subject_alt_name;
  const std::string value = names.empty() ? "critical,CA:TRUE" : names;
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str());
  if (!extension) throw std::runtime_error("no extension " + value);
  X509_add_ext(x, extension, -1);
  X509_EXTENSION_free(extension);
  X509_sign(x, authority ? authority->key.get() : made.key.get(), EVP_sha256());
  return made;
}

using TlsContext = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;

/// A server's side; with client_authority it demands certificates of that authority.
inline TlsContext make_server(const TestIdentity& identity,
                              const TestIdentity* client_authority = nullptr) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate(context.get(), identity.certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
  if (client_authority) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), client_authority->certificate.get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return context;
}

}  // namespace kcluster
