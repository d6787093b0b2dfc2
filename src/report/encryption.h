#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/report.h"
#include "plan/encryption.h"

namespace kcluster {

/// An API server beside this node's own configuration.
struct EncryptionServerStatus {
  enum class State { same, other, none, silent };  ///< none: it stores in plain
  std::string node, url;
  State state = State::none;
  EncryptionProviders providers;  ///< empty: it has none, or not known which
  std::string why;                ///< it is silent
};

/// How a cluster stores its Secrets. Keys by their names only.
struct EncryptionStatus {
  EncryptionProviders providers;  ///< of this node's API server
  std::vector<EncryptionServerStatus> servers;
  std::map<std::string, std::int64_t> stored;  ///< Secrets in etcd by form
  std::optional<std::string> change;           ///< "rotate": it is under way
};

Result encryption_status_result(const EncryptionStatus& status);

/// What `encryption enable|rotate|disable` came to on this node.
struct EncryptionResult {
  std::string change;              ///< "rotate"
  bool finished = false;
  std::string form;                ///< finished: what all are stored in
  std::map<std::string, std::int64_t> stored;
  std::int64_t rewritten = 0;
  std::string round;               ///< unfinished
  std::vector<std::string> nodes;  ///< unfinished: those that are due, the next one first
};
Result encryption_result(const EncryptionResult& result);

}  // namespace kcluster
