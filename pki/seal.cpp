#include "pki/seal.h"

#include <algorithm>

#include "base/error.h"
#include "host/random.h"
#include "pki/aes_gcm.h"

namespace kcluster {
namespace {

Error wrong_key() {
  return Error(
      "the sealed bytes cannot be opened: the key is another one, or they were changed",
      "use the certificate key that upload-certs printed, or upload the certificates again");
}

}  // namespace

std::string seal(const Secret& plain, const Secret& key) {
  const auto nonce = random_bytes(gcm_nonce_bytes);
  return nonce + gcm_seal(plain.reveal(), key, nonce);
}

Secret unseal(std::string_view sealed, const Secret& key) {
  if (sealed.size() < gcm_nonce_bytes) throw wrong_key();
  auto plain = gcm_open(sealed.substr(gcm_nonce_bytes), key, sealed.substr(0, gcm_nonce_bytes));
  if (!plain) throw wrong_key();
  return Secret(std::move(*plain));
}

}  // namespace kcluster
