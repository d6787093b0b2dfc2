#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "pki/digest.h"
#include "pki/seal.h"

namespace kcluster {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Secret certificate_key_bytes(const Secret& hex_digits) {
  const auto& text = hex_digits.reveal();
  const Error bad("the certificate key must have 64 hexadecimal digits",
                  "make one with kcluster certs certificate-key", Exit::usage);
  if (text.size() != 64) throw bad;
  std::string bytes;
  bytes.reserve(32);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) throw bad;
    bytes += static_cast<char>(high * 16 + low);
  }
  return Secret(std::move(bytes));
}

std::string jws_detached(std::string_view content, std::string_view token_id,
                         const Secret& token_secret) {
  const auto header = base64url(Json{{"alg", "HS256"}, {"kid", token_id}}.dump());
  const auto signature = hmac_sha256(token_secret, header + "." + base64url(content));
  return header + ".." + base64url(signature);
}

bool jws_fits(std::string_view jws, std::string_view content, std::string_view token_id,
              const Secret& token_secret) {
  return equal_secretly(jws, jws_detached(content, token_id, token_secret));
}

}  // namespace kcluster
