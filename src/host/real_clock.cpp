#include "host/real_clock.h"

#include <condition_variable>

#include "base/error.h"
#include "host/await.h"

namespace kcluster {

void RealClock::await(const std::string& what, Millis limit, const Missing& missing) const {
  const auto passed = [] {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<Millis>(since);
  };
  interrupt_.check();
  await_at({passed, [this](Millis span) { rest(span); }}, tell_, what, limit, missing);
}

void RealClock::rest(Millis span) const {
  std::mutex lock;
  std::condition_variable_any woken;
  std::unique_lock hold(lock);
  woken.wait_for(hold, interrupt_.token(), span, [] { return false; });
  interrupt_.check();
}

}  // namespace kcluster
