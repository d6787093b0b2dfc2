#include "pki/seal.h"

#include <algorithm>

#include "host/random.h"
#include "pki/openssl.h"

namespace kcluster {
namespace {

using openssl::need;
using Cipher = openssl::Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr std::size_t nonce_size = 12, tag_size = 16;

unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

enum class Direction { open = 0, seal = 1 };

const EVP_CIPHER* cipher_for(const Secret& key) {
  switch (key.size()) {
    case 16:
      return EVP_aes_128_gcm();
    case 24:
      return EVP_aes_192_gcm();
    case 32:
      return EVP_aes_256_gcm();
    default:
      throw Error("an AES key must have 16, 24 or 32 bytes");
  }
}

Cipher begin(Direction direction, const Secret& key, std::string_view nonce) {
  Cipher context(openssl::need_object(EVP_CIPHER_CTX_new(), "cannot use AES"));
  need(EVP_CipherInit_ex(context.get(), cipher_for(key), nullptr, raw(key.reveal()), raw(nonce),
                         static_cast<int>(direction)),
       "cannot use AES");
  return context;
}

std::string update(const Cipher& context, std::string_view bytes) {
  std::string out(bytes.size(), '\0');
  int size = 0;
  need(EVP_CipherUpdate(context.get(), raw(out), &size, raw(bytes), static_cast<int>(bytes.size())),
       "cannot use AES");
  return out;
}

Error wrong_key() {
  return Error(
      "the sealed bytes cannot be opened: the key is another one, or they were changed",
      "use the certificate key that upload-certs printed, or upload the certificates again");
}

}  // namespace

std::string seal(const Secret& plain, const Secret& key) {
  const auto nonce = random_bytes(nonce_size);
  const auto context = begin(Direction::seal, key, nonce);
  const auto sealed = update(context, plain.reveal());
  unsigned char rest[tag_size];
  int size = 0;
  need(EVP_CipherFinal_ex(context.get(), rest, &size), "cannot use AES");
  std::string tag(tag_size, '\0');
  need(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag.data()),
       "cannot use AES");
  return nonce + sealed + tag;
}

Secret unseal(std::string_view sealed, const Secret& key) {
  if (sealed.size() < nonce_size + tag_size) throw wrong_key();
  const auto context = begin(Direction::open, key, sealed.substr(0, nonce_size));
  std::string tag(sealed.substr(sealed.size() - tag_size));
  sealed = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
  Secret plain(update(context, sealed));
  need(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()),
       "cannot use AES");
  unsigned char rest[tag_size];
  int size = 0;
  if (EVP_CipherFinal_ex(context.get(), rest, &size) != 1) {
    ERR_clear_error();
    throw wrong_key();
  }
  return plain;
}

}  // namespace kcluster
