#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.h"

struct evp_md_ctx_st;

namespace kcluster {

std::string sha1(std::string_view bytes);    ///< 20 raw bytes; for etcd's ids, never for trust
std::string sha256(std::string_view bytes);  ///< 32 raw bytes
std::string hmac_sha256(const Secret& key, std::string_view bytes);  ///< 32 raw bytes
/// Equal, compared in a time that depends on the lengths only.
bool equal_secretly(std::string_view left, std::string_view right);

/// SHA-256 of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  std::string finish();  ///< 32 raw bytes; nothing may be added afterwards

 private:
  std::shared_ptr<evp_md_ctx_st> context_;
};

}  // namespace kcluster
