#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace kcluster {

inline constexpr std::size_t gcm_nonce_bytes = 12, gcm_tag_bytes = 16;

/// AES-GCM (NIST SP 800-38D): the sealed bytes, then the tag. The key has 16, 24 or 32 raw bytes;
/// under one key no nonce may ever come twice.
std::string gcm_seal(std::string_view plain, const Secret& key, std::string_view nonce);
/// nullopt when the bytes were sealed with another key or nonce, or have been changed.
std::optional<std::string> gcm_open(std::string_view sealed, const Secret& key,
                                    std::string_view nonce);

}  // namespace kcluster
