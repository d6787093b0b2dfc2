#include "pki/signature.h"

#include <openssl/pem.h>

#include <algorithm>

#include "pki/openssl.h"

namespace kcluster {
namespace {

using Context = openssl::Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Pkey = std::shared_ptr<EVP_PKEY>;

Pkey owned(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

/// What OpenSSL asks a passphrase of; without it, it would ask at the terminal.
struct Asked {
  const Secret* passphrase = nullptr;
  bool asked = false;
};

int answer(char* into, int room, int, void* user) {
  auto& own = *static_cast<Asked*>(user);
  own.asked = true;
  if (!own.passphrase || own.passphrase->size() > static_cast<std::size_t>(room)) return -1;
  return static_cast<int>(own.passphrase->reveal().copy(into, own.passphrase->size()));
}

Pkey read_private(const Secret& pem, Asked& asked) {
  const auto bio = openssl::reader(pem.reveal());
  return owned(PEM_read_bio_PrivateKey(bio.get(), nullptr, answer, &asked));
}

bool is_usable(const Pkey& key) {
  constexpr int kTypes[] = {EVP_PKEY_RSA, EVP_PKEY_EC, EVP_PKEY_ED25519};
  const int type = EVP_PKEY_get_base_id(key.get());
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

Pkey usable(Pkey key, std::string_view where, const char* what, const char* remedy) {
  if (!key) throw openssl::failure(std::string(where) + " holds no usable " + what, remedy);
  if (is_usable(key)) return key;
  throw Error(std::string(where) + " holds a key that is neither RSA, ECDSA nor Ed25519", remedy);
}

const EVP_MD* digest_of(const Pkey& key) {
  return EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
}

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Signer Signer::parse(const Secret& pem, std::string_view where, const Passphrase& passphrase) {
  Asked without;
  auto key = read_private(pem, without);
  if (without.asked) {
    ERR_clear_error();
    const auto given = passphrase();
    Asked with{&given};
    key = read_private(pem, with);
  }
  return Signer(usable(std::move(key), where, "private key",
                       "give a PEM private key, RSA, ECDSA or Ed25519, and its passphrase"));
}

std::string Signer::sign(std::string_view bytes) const {
  const Context context(EVP_MD_CTX_new());
  std::size_t size = 0;
  const auto* digest = digest_of(key_);
  constexpr const char* doing = "cannot sign";
  openssl::need(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()), doing);
  openssl::need(EVP_DigestSign(context.get(), nullptr, &size, raw(bytes), bytes.size()), doing);
  std::string made(size, '\0');
  auto* into = reinterpret_cast<unsigned char*>(made.data());
  openssl::need(EVP_DigestSign(context.get(), into, &size, raw(bytes), bytes.size()), doing);
  made.resize(size);
  return made;
}

SignatureCheck SignatureCheck::parse(std::string_view pem, std::string_view where) {
  const auto bio = openssl::reader(pem);
  Asked asked;
  return SignatureCheck(usable(owned(PEM_read_bio_PUBKEY(bio.get(), nullptr, answer, &asked)),
                               where, "public key",
                               "make it from the private one: openssl pkey -in KEY -pubout"));
}

bool SignatureCheck::fits(std::string_view signature, std::string_view bytes) const {
  const Context context(EVP_MD_CTX_new());
  openssl::need(EVP_DigestVerifyInit(context.get(), nullptr, digest_of(key_), nullptr, key_.get()),
                "cannot check a signature");
  const int seen =
      EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(bytes), bytes.size());
  ERR_clear_error();  // a wrong one leaves reasons of no use
  return seen == 1;
}

}  // namespace kcluster
