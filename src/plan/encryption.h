#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/secret.h"
#include "config/types.h"

/// How the API servers store Secrets, and how that is changed while they run.
namespace kcluster {

/// One key of an EncryptionConfiguration, or the identity, which stores as it is.
struct EncryptionProvider {
  std::string kind;                   ///< "secretbox", "aescbc", "aesgcm", "identity"
  std::string key_name;               ///< empty of the identity
  std::shared_ptr<const Secret> key;  ///< base64 of 32 bytes; null of the identity
};

/// In the API server's order: the first one writes, all of them read. Empty: there is no
/// configuration, which stores as the identity does.
using EncryptionProviders = std::vector<EncryptionProvider>;

/// secretbox, aescbc, aesgcm; the first is the default.
std::span<const char* const> encryption_kinds();

EncryptionProvider identity_provider();

/// What a value that it wrote begins with in etcd: "k8s:enc:secretbox:v1:key-1:"; "" of the
/// identity, whose values have no such beginning.
std::string stored_form(const EncryptionProvider& provider);
/// Of the provider that writes.
std::string written_form(const EncryptionProviders& providers);
/// The form of a value by its first bytes: up to the fifth colon of what is encrypted, "" of what
/// is not.
std::string form_of(std::string_view value);

/// enable: a first key. rotate: a new key in place of the present one. disable: no key any more.
enum class EncryptionWish { enable, rotate, disable };
const char* name_of(EncryptionWish wish);

/// What every API server is given before any is given the next.
struct EncryptionRound {
  std::string name;               ///< "read", "write", "settle"
  EncryptionProviders providers;  ///< empty: neither file nor flags
};

/// The way from `present` to what is wished. With several API servers each must be able to read a
/// new key before any writes it (read); all Secrets are rewritten once all write it (write); only
/// then the old keys go (settle). One API server alone needs no round for reading. The identity
/// stays last as long as there is a key: what a restored backup brings in plain can be read.
std::vector<EncryptionRound> encryption_rounds(EncryptionWish wish,
                                               const EncryptionProviders& present,
                                               const EncryptionProvider& fresh,
                                               std::size_t api_servers);

/// What one run on one node may do now; where each API server stands is the index of the round it
/// has loaded, -1 before all.
struct EncryptionStep {
  enum class Do { install, wait, finish };
  Do what = Do::finish;
  int round = 0;                    ///< install: this one, here. wait: this one, on the `nodes`
  std::vector<std::string> nodes;   ///< wait: who is due, the first one next
};
struct EncryptionStand {
  std::string node;
  int round = -1;
};
EncryptionStep next_encryption_step(const std::string& own_node,
                                    std::span<const EncryptionStand> stands, int last_round);

/// The API server's flags and volume for the file at paths::encryption_config, as the configuration
/// has them.
std::vector<Arg> encryption_args();
HostPathMount encryption_volume();
/// Puts them into a configuration; twice is once. Throws Error (exit usage) when it names another
/// file.
void encrypt_secrets(ClusterConfiguration& cluster);
/// Whether its API servers read that file.
bool secrets_are_encrypted(const ClusterConfiguration& cluster);

}  // namespace kcluster
