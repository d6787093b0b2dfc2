#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/secret.h"

namespace kcluster {

/// A bootstrap token as the API server keeps it: "<id>.<secret>" lets a node join.
struct TokenSecret {
  std::string id;                        ///< six characters of a-z0-9, public
  std::shared_ptr<const Secret> secret;  ///< sixteen
  std::string description;
  std::string expires;  ///< "2026-11-22T14:30:24Z"; empty: never
  std::vector<std::string> usages, groups;
};

struct FreshToken {
  std::string id;
  Secret secret;
};
/// A random token, each character equally likely.
FreshToken make_token();

/// The Secret kube-system/bootstrap-token-<id>.
Json token_secret(const TokenSecret& token);
std::string token_secret_name(const std::string& id);
/// The token that such a Secret holds, usages sorted. Throws Error for one that is no token:
/// without ID or secret, of another shape or name, or with an expiry that is no time.
TokenSecret parse_token_secret(const Json& secret);
/// Whether it has the shape of a token's public half, of its secret half.
bool is_token_id(std::string_view text);
bool is_token_secret(std::string_view text);

}  // namespace kcluster
