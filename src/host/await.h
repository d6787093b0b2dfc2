#pragma once
#include "base/event.h"
#include "host/clock.h"

namespace kcluster {

/// What waiting needs of a clock: the time passed since any moment, and to let some pass.
struct Pace {
  std::function<Millis()> passed;
  std::function<void(Millis)> rest;  ///< may throw Interrupted
};

/// Clock::await in terms of a pace. Each new reason is told as Event::waiting (done and total in
/// ms).
void await_at(const Pace& pace, const Tell& tell, const std::string& what, Millis limit,
              const Missing& missing);

std::string in_words(Millis span);  ///< "4m0s", "1.5s", "200ms"

}  // namespace kcluster
