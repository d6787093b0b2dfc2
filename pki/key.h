#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "pki/subject.h"

struct evp_pkey_st;

namespace kcluster {

/// A private key, RSA or ECDSA. Move-only; wiped by OpenSSL when it goes.
class Key {
 public:
  /// A new one; 2048 bits of RSA take some 30 ms. May be called from many threads.
  static Key make(Algorithm algorithm);
  /// PKCS#1, SEC 1 or PKCS#8 without a passphrase. `where` (a path) is named in the Error.
  static Key parse(std::string_view pem, std::string_view where);

  /// As kubeadm writes it: "RSA PRIVATE KEY" (PKCS#1) or "EC PRIVATE KEY" (SEC 1).
  Secret pem() const;
  std::string public_pem() const;  ///< "PUBLIC KEY" (SubjectPublicKeyInfo)
  /// Whether one of the public keys in a PEM text is this key's. Throws Error naming `where` when
  /// there is none in it.
  bool matches_public(std::string_view pem, std::string_view where) const;

  evp_pkey_st* raw() const { return key_.get(); }  ///< for pki's own files

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  explicit Key(evp_pkey_st* key) : key_(key) {}
  std::unique_ptr<evp_pkey_st, Free> key_;
};

}  // namespace kcluster
