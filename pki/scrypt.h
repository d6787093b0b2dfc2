#pragma once
#include <string_view>

#include "base/secret.h"

namespace kcluster {

/// How hard a guess is made (RFC 7914). Memory: 128 * cost * block bytes.
struct ScryptCost {
  unsigned log_cost = 15, block = 8, parallel = 3;  ///< one of OWASP's equal choices, 32 MiB
};

/// 32 bytes out of a passphrase and a salt.
Secret scrypt(const Secret& passphrase, std::string_view salt, const ScryptCost& cost);

}  // namespace kcluster
