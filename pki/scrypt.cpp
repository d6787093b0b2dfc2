#include "pki/scrypt.h"

#include "pki/openssl.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kMostMemory = 64 << 20;

}  // namespace

Secret scrypt(const Secret& passphrase, std::string_view salt, const ScryptCost& cost) {
  std::string key(32, '\0');
  const auto& text = passphrase.reveal();
  openssl::need(
      EVP_PBE_scrypt(text.data(), text.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                     salt.size(), 1ull << cost.log_cost, cost.block, cost.parallel, kMostMemory,
                     reinterpret_cast<unsigned char*>(key.data()), key.size()),
      "cannot derive a key from the passphrase");
  return Secret(std::move(key));
}

}  // namespace kcluster
