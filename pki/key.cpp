#include "pki/key.h"

#include <openssl/pem.h>

#include "pki/openssl.h"
#include "pki/rsa_key.h"

namespace kcluster {
namespace {

EVP_PKEY* generate(Algorithm algorithm) {
  const auto ec = [](const char* curve) {
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve);
  };
  switch (algorithm) {
    case Algorithm::rsa_2048:
      return make_rsa_key(2048);
    case Algorithm::rsa_3072:
      return make_rsa_key(3072);
    case Algorithm::rsa_4096:
      return make_rsa_key(4096);
    case Algorithm::ecdsa_p256:
      return ec("P-256");
    case Algorithm::ecdsa_p384:
      return ec("P-384");
  }
  return nullptr;
}

// Without it OpenSSL would ask for a passphrase at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

constexpr const char* key_remedy =
    "give a PEM private key, RSA or ECDSA, without a passphrase, or remove the file";

}  // namespace

void Key::Free::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

Key Key::make(Algorithm algorithm) {
  return Key(openssl::need_object(generate(algorithm), "cannot make a private key"));
}

Key Key::parse(std::string_view pem, std::string_view where) {
  const auto bio = openssl::reader(pem);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key.raw())
    throw openssl::failure(std::string(where) + " holds no usable private key", key_remedy);
  const auto type = EVP_PKEY_get_base_id(key.raw());
  if (type != EVP_PKEY_RSA && type != EVP_PKEY_EC)
    throw Error(std::string(where) + " holds a private key that is neither RSA nor ECDSA",
                key_remedy);
  return key;
}

Secret Key::pem() const {
  const auto bio = openssl::writer();
  openssl::need(
      PEM_write_bio_PrivateKey_traditional(bio.get(), raw(), nullptr, nullptr, 0, nullptr, nullptr),
      "cannot write a private key");
  return Secret(openssl::text(bio));
}

std::string Key::public_pem() const {
  const auto bio = openssl::writer();
  openssl::need(PEM_write_bio_PUBKEY(bio.get(), raw()), "cannot write a public key");
  return openssl::text(bio);
}

bool Key::matches_public(std::string_view pem, std::string_view where) const {
  const auto bio = openssl::reader(pem);
  bool any = false, match = false;
  while (const auto other = openssl::Owned<EVP_PKEY, EVP_PKEY_free>(
             PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr))) {
    any = true;
    match = match || EVP_PKEY_eq(raw(), other.get()) == 1;
  }
  if (!any) throw openssl::failure(std::string(where) + " holds no usable public key");
  ERR_clear_error();
  return match;
}

}  // namespace kcluster
