#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/finding.h"

/// Small words that the checks share.
namespace kcluster {

using Findings = std::vector<Finding>;

inline Finding finding(Finding::Weight weight, std::string name, std::string what,
                       std::string remedy) {
  return {weight, std::move(name), "", std::move(what), std::move(remedy)};
}

inline Finding error(std::string name, std::string what, std::string remedy) {
  return finding(Finding::Weight::error, std::move(name), std::move(what), std::move(remedy));
}

inline Finding warning(std::string name, std::string what, std::string remedy) {
  return finding(Finding::Weight::warning, std::move(name), std::move(what), std::move(remedy));
}

/// A check's name with a path in it, as kubeadm writes it: ("DirAvailable", "/var/lib/etcd") is
/// "DirAvailable--var-lib-etcd".
inline std::string named(std::string_view check, std::string path) {
  std::replace(path.begin(), path.end(), '/', '-');
  return std::string(check) + "-" + path;
}

/// What takes an earlier cluster off a node.
inline constexpr const char* kReset =
    "if the earlier cluster on this node is no longer wanted: `kcluster reset`";

}  // namespace kcluster
