#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/types.h"

namespace kcluster {

/// What the command line says of a bootstrap token; nullopt means "not given".
struct TokenFlags {
  std::optional<std::string> token;  ///< "id.secret"
  std::optional<std::string> ttl;    ///< in Go's notation, "0" for ever
  std::optional<std::string> description;
  std::optional<std::vector<std::string>> usages, groups;
  std::optional<std::string> config;           ///< a file that says all of this instead
  std::optional<std::string> certificate_key;  ///< for the printed command, not the token
};

/// The token the flags ask for, kubeadm's defaults beneath; without ID and secret when none was
/// given. Throws Error (exit usage) with all faults as findings, their place being the flag.
BootstrapToken token_wish(const TokenFlags& flags);

/// Throws Error (exit usage) when other flags stand beside --config.
void refuse_beside_file(const TokenFlags& flags);

}  // namespace kcluster
