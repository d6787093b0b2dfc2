#pragma once
#include <string>
#include <vector>

namespace kcluster {

/// One thing found wrong (or worth saying) about a configuration or a node.
struct Finding {
  enum class Weight { warning, error };
  Weight weight = Weight::error;
  std::string name;    ///< preflight: the check's name; configuration: the key path, "networking.podSubnet"
  std::string place;   ///< "file:line" for configuration, else empty
  std::string what;    ///< what is wrong, one sentence without a full stop
  std::string remedy;  ///< what to do, possibly a command to paste; may be empty
};

/// What one check of a table came to; no findings: all is well.
struct Checked {
  std::string name, summary;       ///< the row's
  std::vector<Finding> findings;
};

}  // namespace kcluster
