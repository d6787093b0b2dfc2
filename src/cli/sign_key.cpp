#include "cli/sign_key.h"

#include <CLI/App.hpp>

#include "cli/reach.h"
#include "cli/seal_source.h"

namespace kcluster {

void add_sign_key(CLI::App& command, SignKey& key) {
  auto* file = command.add_option("--sign-key", key.file,
                                  "sign it with this private key: RSA, ECDSA or Ed25519, PEM");
  command
      .add_option("--sign-passphrase-fd", key.passphrase_fd,
                  "read the key's passphrase from that open descriptor; default: ask for it")
      ->check(CLI::Range(0, 1 << 20))
      ->needs(file);
}

std::optional<Signer> read_signer(const SignKey& key, const Files& files,
                                  const std::stop_token& stop) {
  if (key.file.empty()) return std::nullopt;
  const auto path = absolute(key.file);
  const auto pem = read_key_file(path, files, "make one: openssl genpkey -algorithm ed25519");
  return Signer::parse(pem, path, [&] {
    return read_passphrase(key.passphrase_fd, Ask::once,
                           {"passphrase of " + path + ": ", "give --sign-passphrase-fd"}, stop);
  });
}

}  // namespace kcluster
