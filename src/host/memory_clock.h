#pragma once
#include <mutex>

#include "base/event.h"
#include "host/await.h"

namespace kcluster {

/// A clock that moves only when something waits for it: waiting takes no time, for dry run and
/// tests.
class MemoryClock : public Clock {
 public:
  explicit MemoryClock(Time start = Time(Seconds(1735689600)), Tell tell = {})  // 2025-01-01
      : now_(start), tell_(std::move(tell)) {}

  Time now() const override {
    const std::scoped_lock hold(lock_);
    return now_;
  }
  void await(const std::string& what, Millis limit, const Missing& missing) const override {
    const auto passed = [this] {
      return std::chrono::duration_cast<Millis>(now().time_since_epoch());
    };
    await_at({passed, [this](Millis span) { advance(span); }}, tell_, what, limit, missing);
  }
  void advance(Millis span) const {
    const std::scoped_lock hold(lock_);
    now_ += span;
  }

 private:
  mutable std::mutex lock_;
  mutable Time now_;
  Tell tell_;
};

}  // namespace kcluster
