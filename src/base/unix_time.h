#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>

namespace kcluster {

/// Seconds since 1970 by the system's clock, which counts nanoseconds and so ends in the year 2262:
/// what somebody else says of earlier or later times is taken for the nearer end.
inline std::chrono::system_clock::time_point unix_time(std::int64_t seconds) {
  using std::chrono::system_clock;
  constexpr auto last =
      std::chrono::duration_cast<std::chrono::seconds>(system_clock::duration::max()).count();
  const std::int64_t kept = std::clamp<std::int64_t>(seconds, 0, last);
  return system_clock::time_point(std::chrono::seconds(kept));
}

}  // namespace kcluster
