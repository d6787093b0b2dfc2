#include "pki/aes_gcm.h"

#include "pki/openssl.h"

namespace kcluster {
namespace {

using openssl::need;
using Cipher = openssl::Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

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
  if (nonce.size() != gcm_nonce_bytes) throw Error("a nonce of AES-GCM must have 12 bytes");
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

}  // namespace

std::string gcm_seal(std::string_view plain, const Secret& key, std::string_view nonce) {
  const auto context = begin(Direction::seal, key, nonce);
  auto sealed = update(context, plain);
  unsigned char rest[gcm_tag_bytes];
  int size = 0;
  need(EVP_CipherFinal_ex(context.get(), rest, &size), "cannot use AES");
  std::string tag(gcm_tag_bytes, '\0');
  need(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, gcm_tag_bytes, tag.data()),
       "cannot use AES");
  return sealed + tag;
}

std::optional<std::string> gcm_open(std::string_view sealed, const Secret& key,
                                    std::string_view nonce) {
  if (sealed.size() < gcm_tag_bytes) return std::nullopt;
  const auto context = begin(Direction::open, key, nonce);
  std::string tag(sealed.substr(sealed.size() - gcm_tag_bytes));
  auto plain = update(context, sealed.substr(0, sealed.size() - gcm_tag_bytes));
  need(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, gcm_tag_bytes, tag.data()),
       "cannot use AES");
  unsigned char rest[gcm_tag_bytes];
  int size = 0;
  if (EVP_CipherFinal_ex(context.get(), rest, &size) == 1) return plain;
  ERR_clear_error();
  return std::nullopt;
}

}  // namespace kcluster
