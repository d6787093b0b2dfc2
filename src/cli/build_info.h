#pragma once

namespace kcluster {

/// What this program was built from; "unknown" where it was no git checkout.
struct BuildInfo {
  const char* commit = "";  ///< 40 hex digits
  const char* state = "";   ///< "clean" or "dirty": whether the checkout was the commit
  const char* date = "";    ///< RFC 3339, of the commit
};
BuildInfo build_info();  ///< written by scripts/build-info.cmake

}  // namespace kcluster
