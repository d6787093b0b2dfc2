#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/secret.h"

namespace kcluster {

struct JoinWords {
  std::string server;                   ///< "https://192.168.1.20:6443", of the cluster
  std::shared_ptr<const Secret> token;  ///< "<id>.<secret>"; null: withheld
  std::vector<std::string> ca_pins;     ///< "sha256:<hex>" of each authority's public key
  enum class Role { worker, control_plane };
  Role role = Role::worker;
  std::shared_ptr<const Secret> certificate_key;  ///< of the uploaded certificates, may be null
};

/// "sha256:<hex>" of the public key of each authority in the PEM. Throws Error naming `place` when
/// there is none.
std::vector<std::string> pins_of(const std::string& authorities, const std::string& place);

/// The command to paste on a machine that shall join, in several lines or in one. It shows the
/// secrets it is given, on purpose.
std::string join_command(const JoinWords& words);
std::string join_command_line(const JoinWords& words);
/// The same for a worker whose kubelet is let in no more.
std::string recover_command_line(const JoinWords& words);

}  // namespace kcluster
