#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.h"

struct evp_pkey_st;

namespace kcluster {

/// What signs files: an RSA, ECDSA or Ed25519 key. The signatures are those of `openssl dgst
/// -sha256 -sign` (RSA with PKCS#1 v1.5, ECDSA), and of `openssl pkeyutl -sign -rawin` for Ed25519.
class Signer {
 public:
  /// Gives a key's passphrase; asked only if it has one.
  using Passphrase = std::function<Secret()>;
  /// A private key's PEM text. `where` (a path) is named in the Error.
  static Signer parse(const Secret& pem, std::string_view where, const Passphrase& passphrase);

  std::string sign(std::string_view bytes) const;

 private:
  explicit Signer(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

/// The public half: who knows it can tell whose signature one is.
class SignatureCheck {
 public:
  /// "PUBLIC KEY" (SubjectPublicKeyInfo), as `openssl pkey -pubout` writes it.
  static SignatureCheck parse(std::string_view pem, std::string_view where);

  bool fits(std::string_view signature, std::string_view bytes) const;

 private:
  explicit SignatureCheck(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace kcluster
