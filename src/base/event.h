#pragma once
#include <cstdint>
#include <functional>
#include <string>

namespace kcluster {

/// What runner and ports tell while a command runs; cli renders them as lines, a live line or JSON.
struct Event {
  enum class Kind { began, ended, skipped, failed, did, waiting, amount, warning };
  Kind kind = Kind::did;
  std::string subject;     ///< a phase ("certs/ca"), a path, a thing waited for
  std::string text;        ///< one sentence, never with a secret in it
  std::uint64_t done = 0;  ///< amount: how much of …
  std::uint64_t total = 0; ///< … how much (bytes or items), 0 when unknown
};

/// Where events go; set once by cli. An empty function drops them.
using Tell = std::function<void(const Event&)>;

inline void tell(const Tell& sink, const Event& event) {
  if (sink) sink(event);
}

}  // namespace kcluster
