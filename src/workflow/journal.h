#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/secret.h"
#include "host/files.h"

namespace kcluster {

/// Which command a journal is of; each has a file of its own.
enum class Journaled { init, join };

/// What an init or join leaves on the node while it runs, so that running it again goes on with the
/// same wishes, the same token and the same certificate key. Lies 0600 at paths::state; once the
/// command has ended the secrets are gone and only the wishes remain, to be compared with those of
/// a later run.
struct Journal {
  Journaled command = Journaled::init;
  Json wishes;  ///< the settled configuration, without secrets
  bool finished = false;
  Secret token;            ///< init: "id.secret"; empty when finished
  Secret certificate_key;  ///< 64 hex digits; empty when finished or never made
};

/// nullopt: this node was never begun. Throws Error for a journal that cannot be read.
std::optional<Journal> read_journal(const Files& files, Journaled command = Journaled::init);
void write_journal(const Journal& journal, Files& files);

/// Whether anything of that init still lies on the node; `kubeadm reset` knows nothing of the
/// journal and leaves it. Of a finished one the control plane counts, of a cut off one already its
/// first files.
bool still_there(const Journal& journal, const Files& files, const Path& certificates);

/// Throws Error (exit usage) that shows each differing key when the wishes are not those of the
/// journal.
void require_same_wishes(const Journal& journal, const Json& wishes);

/// One line a difference: "networking.podSubnet: 10.244.0.0/16, was 10.0.0.0/8".
std::vector<std::string> differences(const Json& was, const Json& now);

}  // namespace kcluster
