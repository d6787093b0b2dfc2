#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace kcluster {

using Seconds = std::chrono::seconds;
using Millis = std::chrono::milliseconds;
using Time = std::chrono::system_clock::time_point;

/// nullopt: ready; else what is missing, shown live and in the error; throws if hopeless.
using Missing = std::function<std::optional<std::string>()>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  /// Polls until missing() gives nullopt. Silence thrown by it means "not yet"; any other throw passes.
  /// At the limit throws Error "<what> … after <limit>: <last reason>". Interruption throws Interrupted.
  virtual void await(const std::string& what, Millis limit, const Missing& missing) const = 0;
};

}  // namespace kcluster
