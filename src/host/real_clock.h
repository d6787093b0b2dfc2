#pragma once
#include "base/event.h"
#include "host/clock.h"
#include "host/interrupt.h"

namespace kcluster {

/// The machine's clock. Waiting polls after 0.1 s, then ever slower, at last once a second.
class RealClock : public Clock {
 public:
  explicit RealClock(const Interrupt& interrupt, Tell tell = {})
      : interrupt_(interrupt), tell_(std::move(tell)) {}

  Time now() const override { return std::chrono::system_clock::now(); }
  void await(const std::string& what, Millis limit, const Missing& missing) const override;

 private:
  void rest(Millis span) const;

  const Interrupt& interrupt_;
  Tell tell_;
};

}  // namespace kcluster
