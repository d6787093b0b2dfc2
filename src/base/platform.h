#pragma once

namespace kcluster {

/// What this program was built for, in the words of image platforms.
#ifdef __aarch64__
inline constexpr const char* architecture = "arm64";
#else
inline constexpr const char* architecture = "amd64";
#endif

}  // namespace kcluster
