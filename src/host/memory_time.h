#pragma once
#include <algorithm>
#include <chrono>
#include <mutex>

namespace kcluster {

/// The present, each time later than before: what memory holds was made in an order.
inline std::chrono::system_clock::time_point memory_time() {
  static std::mutex lock;
  static std::chrono::system_clock::time_point last{};
  const std::scoped_lock hold(lock);
  const auto now = std::chrono::system_clock::now();
  return last = std::max(now, last + std::chrono::microseconds(1));
}

}  // namespace kcluster
