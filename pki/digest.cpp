#include "pki/digest.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include "pki/openssl.h"

namespace kcluster {
namespace {

constexpr std::size_t sha256_size = 32;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

}  // namespace

std::string sha1(std::string_view bytes) {
  std::string out(20, '\0');
  openssl::need(EVP_Digest(bytes.data(), bytes.size(), raw(out), nullptr, EVP_sha1(), nullptr),
                "cannot compute a SHA-1");
  return out;
}

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes);
  return digest.finish();
}

std::string hmac_sha256(const Secret& key, std::string_view bytes) {
  std::string out(sha256_size, '\0');
  unsigned size = 0;
  openssl::need_object(HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.size()),
                            raw(bytes), bytes.size(), raw(out), &size),
                       "cannot compute an HMAC");
  return out;
}

bool equal_secretly(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

Sha256::Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
  openssl::need_object(context_.get(), "cannot compute a SHA-256");
  openssl::need(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr),
                "cannot compute a SHA-256");
}

void Sha256::add(std::string_view bytes) {
  openssl::need(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()),
                "cannot compute a SHA-256");
}

std::string Sha256::finish() {
  std::string out(sha256_size, '\0');
  openssl::need(EVP_DigestFinal_ex(context_.get(), raw(out), nullptr), "cannot compute a SHA-256");
  return out;
}

}  // namespace kcluster
