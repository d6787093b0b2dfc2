#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// What a reset notes (paths::reset_hints) before it removes anything: where things lie that only
/// files say which it removes. Running it again after a cut takes these where the node says nothing
/// any more.
struct ResetHints {
  std::string certificates_dir, etcd_data, cri_socket;  ///< empty: not known, or none
  std::string external_etcd = {};                       ///< URLs, comma separated
  bool operator==(const ResetHints&) const = default;
};

std::string to_text(const ResetHints& hints);
/// What cannot be read is not known.
ResetHints parse_reset_hints(std::string_view text);

}  // namespace kcluster
