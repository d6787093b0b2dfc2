#pragma once
#include <string>
#include <vector>

#include "kube/bootstrap_token.h"
#include "kube/client.h"

namespace kcluster {

/// Creates the token. Throws Error when one of the same ID exists, alive or expired.
void create_token(const TokenSecret& token, Client& api);

/// The cluster's bootstrap tokens in the API server's order, and why other Secrets of that type are
/// none.
struct TokenList {
  std::vector<TokenSecret> tokens;
  std::vector<std::string> faults;
};
TokenList list_tokens(const Client& api);

/// Throws Error when there is no token of that ID.
void delete_token(const std::string& id, Client& api);

}  // namespace kcluster
