#pragma once
#include <memory>
#include <optional>
#include <string>

#include "host/files.h"
#include "kube/client.h"
#include "plan/encryption.h"

/// A change of how Secrets are stored, while it is under way: every control plane has to do its
/// part, and kcluster runs on one node at a time. What it will come to lies in ConfigMap
/// kube-system/kcluster-encryption, which no API server encrypts, sealed with what all control
/// planes have and etcd has not: the key that signs the tokens of service accounts.
namespace kcluster {

struct EncryptionChange {
  EncryptionWish wish = EncryptionWish::enable;
  std::vector<EncryptionRound> rounds;
};

/// The key that seals it, from this node's sa.key. Throws Error when that file is not here.
Secret encryption_sealing_key(const std::string& path, const Files& files);

/// What is under way, as the ConfigMap says in the open; nullopt: nothing is.
std::optional<std::string> encryption_change_name(const Client& api);

/// A control plane that joins before the change is over would be made with a key that is about to
/// go, or lack one that others write with. Throws Error while a change is under way.
void refuse_during_encryption_change(const Client& api);

/// nullopt: none is under way. Throws Error for one that this key does not open.
std::optional<EncryptionChange> read_encryption_change(const Client& api, const Secret& key);

/// One that is under way already is kept.
void begin_encryption_change(const EncryptionChange& change, const Secret& key, Client& api);

/// Shared certificates hold a configuration from before; while a change is under way nobody shares
/// them anew (refuse_during_encryption_change).
void unshare_certificates(Client& api);

void end_encryption_change(Client& api);

}  // namespace kcluster
