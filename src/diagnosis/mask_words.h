#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// Whether what stands behind such a key, flag or variable is secret: "token", "client-key-data",
/// "DB_PASSWORD", "--certificate-key".
bool is_secret_name(std::string_view name);
/// Not so for paths of files, switches and numbers, whatever their name.
bool is_secret_value(std::string_view value);
/// Whether a word shows by itself that it is secret: a bootstrap token, a JSON web token, 32 bytes
/// in hex that are no digest, a private key in base64.
bool is_secret_word(std::string_view word, std::string_view before);

}  // namespace kcluster
