#pragma once
#include <exception>
#include <functional>

namespace kcluster {

/// A way there and, when it fails, the way back; then the failure passes on. `rearm` comes before
/// the way back: one Ctrl-C must not also stop that. A failure of the way back itself replaces the
/// first.
inline void transact(const std::function<void()>& there, const std::function<void()>& rearm,
                     const std::function<void()>& back) {
  try {
    return there();
  } catch (const std::exception&) {
    const auto why = std::current_exception();
    rearm();
    back();
    std::rethrow_exception(why);
  }
}

}  // namespace kcluster
