#pragma once
#include <string>
#include <string_view>

#include "base/secret.h"

namespace kcluster {

/// AES-GCM as in Secret kubeadm-certs: 12 random bytes, the sealed bytes, 16 bytes of tag. The key
/// has 16, 24 or 32 raw bytes.
std::string seal(const Secret& plain, const Secret& key);
/// Throws Error when the bytes were sealed with another key or have been changed.
Secret unseal(std::string_view sealed, const Secret& key);

/// 64 hex digits as an AES key of 32 raw bytes; throws Error (exit usage) for anything else.
Secret certificate_key_bytes(const Secret& hex_digits);

/// A detached JWS (RFC 7515 appendix F) with HS256 over the content, "header..signature": what
/// kube-public/cluster-info carries for each bootstrap token that may sign.
std::string jws_detached(std::string_view content, std::string_view token_id,
                         const Secret& token_secret);
/// Whether it is that token's signature of the content.
bool jws_fits(std::string_view jws, std::string_view content, std::string_view token_id,
              const Secret& token_secret);

}  // namespace kcluster
