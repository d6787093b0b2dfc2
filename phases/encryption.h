#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/event.h"
#include "cri/cri.h"
#include "host/system.h"
#include "phases/api.h"
#include "phases/encryption_notes.h"
#include "plan/cluster.h"
#include "plan/rest.h"
#include "status/encryption.h"

namespace kcluster {

/// What `encryption enable|rotate|disable` does on this control plane.
struct EncryptionPlan {
  EncryptionWish wish = EncryptionWish::enable;
  std::string kind;         ///< of the new key; empty: the present one's, else the default
  std::string node;         ///< this node's name
  std::string sealing_key;  ///< path of sa.key
  ApiPlan api;
  AsidePlan aside;  ///< the API server's pod, which gets its flags with the kubelet at rest
  bool rehearsal = false;  ///< a dry run: only what would be done first, nothing is waited for
  Duration limit = std::chrono::minutes(4);  ///< for the API server to use its new file
};

/// With what it is done.
struct EncryptionHands {
  Files& files;
  System& system;
  const Clock& clock;
  const Dial& dial;
  const Dial& look;  ///< the API servers as they are, also in a dry run
  std::function<std::shared_ptr<Cri>()> runtime;
  SecretStore store;
  const Tell& tell;
};

/// What a run came to.
struct EncryptionOutcome {
  bool finished = false;             ///< nothing is left to do on any node
  std::string round;                 ///< unfinished: the one that other nodes are due for
  std::vector<std::string> nodes;    ///< these, the first one next
  std::int64_t rewritten = 0;        ///< Secrets, in this run
  std::string form;                  ///< finished: the one that all are stored in
  std::map<std::string, std::int64_t> stored;  ///< finished: how many Secrets, by form
};

/// Does all that can be done safely from this node now, and says who is next. A change that is
/// under way is gone on with, wherever and however it was cut off. Throws Error (exit usage) while
/// another kind of change is under way, Error when an API server cannot be asked.
EncryptionOutcome change_encryption(const EncryptionPlan& plan, const EncryptionHands& hands);

/// The providers of this node's API server; empty: it has no such configuration. Throws Error when
/// its flags name a file that is not kcluster's.
EncryptionProviders present_encryption(const Files& files);

/// Gives this node's API server the round's file, with the flags that name it, and waits until it
/// uses it; a round without providers takes flags, file and folder away.
void install_encryption(const EncryptionRound& round, const EncryptionPlan& plan,
                        const EncryptionHands& hands);

/// Has the API server write every Secret that etcd has in another form, until etcd has none, and
/// says how many. Throws Error when some remain.
std::int64_t rewrite_secrets(const SecretStore& store, const std::string& form, Client& api,
                             const Tell& tell);

/// The file of a first control plane, with a key of that kind; one that is there is kept. Throws
/// Error for one that is no such file.
void make_encryption_file(const std::string& kind, Files& files, Time now);

/// A new key of that kind, named by the time.
EncryptionProvider make_encryption_key(const std::string& kind, Time now);

}  // namespace kcluster
