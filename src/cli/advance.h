#pragma once
#include <memory>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "base/event.h"
#include "snapshot/contents.h"

namespace kcluster {

/// Tells a long work's amount, once a hundredth, and ends it when a stop was asked for.
inline Advance told_advance(std::string subject, const Tell& sink, std::stop_token stop) {
  return [subject = std::move(subject), sink, stop = std::move(stop),
          last = std::make_shared<std::uint64_t>(~0ull)](std::uint64_t done, std::uint64_t total) {
    if (stop.stop_requested()) throw Interrupted();
    const auto share = total ? done * 100 / total : 0;
    if (share == *last) return;
    *last = share;
    tell(sink, {Event::Kind::amount, subject, "", done, total});
  };
}

}  // namespace kcluster
