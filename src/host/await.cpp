#include "host/await.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace kcluster {
namespace {

// A part of what was waited so far: what is waited for is seen soon after it has come, and what
// takes long is not asked for all the time.
constexpr Millis kShortestRest{10}, kLongestRest{500};

Millis rest_after(Millis waited) { return std::clamp(waited / 24, kShortestRest, kLongestRest); }

struct Reason {
  std::string text, remedy;
};

std::optional<Reason> ask(const Missing& missing) {
  try {
    if (auto text = missing()) return Reason{std::move(*text), {}};
    return std::nullopt;
  } catch (const Silence& silence) {
    return Reason{silence.what(), silence.remedy};
  }
}

}  // namespace

std::string in_words(Millis span) {
  const auto ms = span.count();
  if (ms >= 60000) return fmt::format("{}m{}s", ms / 60000, ms % 60000 / 1000);
  if (ms >= 1000) return fmt::format("{}s", static_cast<double>(ms / 100) / 10);
  return fmt::format("{}ms", ms);
}

void await_at(const Pace& pace, const Tell& sink, const std::string& what, Millis limit,
              const Missing& missing) {
  const Millis start = pace.passed();
  std::string told;
  for (;;) {
    const auto reason = ask(missing);
    if (!reason) return;
    const Millis waited = pace.passed() - start;
    if (waited >= limit)
      throw Error(fmt::format("{}: gave up after {}: {}", what, in_words(limit), reason->text),
                  reason->remedy);
    if (reason->text != told)
      tell(sink,
           {Event::Kind::waiting, what, reason->text, static_cast<std::uint64_t>(waited.count()),
            static_cast<std::uint64_t>(limit.count())});
    told = reason->text;
    pace.rest(std::min(rest_after(waited), limit - waited));
  }
}

}  // namespace kcluster
