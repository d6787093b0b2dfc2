#pragma once
#include <optional>
#include <stop_token>

#include "cli/cli11.h"
#include "host/files.h"
#include "pki/signature.h"

namespace kcluster {

/// What a file is signed with, as the command line says it.
struct SignKey {
  std::string file;
  int passphrase_fd = -1;
};

void add_sign_key(CLI::App& command, SignKey& key);

/// Nullopt: none was named. A passphrase is read from the descriptor or asked for on the terminal,
/// never taken from an argument or the environment. Throws Error (usage) for a key that is not
/// there or that others may read.
std::optional<Signer> read_signer(const SignKey& key, const Files& files,
                                  const std::stop_token& stop);

}  // namespace kcluster
