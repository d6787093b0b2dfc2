#pragma once
#include <span>

#include "tests/unit/preflight/sound_node.h"

namespace kcluster {

inline constexpr auto kError = Finding::Weight::error, kWarning = Finding::Weight::warning;
inline constexpr std::uint64_t kGb = 1'000'000'000;
using Node = SoundNode;

/// A node with one fault, and the one finding that it leads to.
struct Spoiled {
  const char* title;
  void (*spoil)(Node&);
  const char* name;
  Finding::Weight weight;
  const char* says;
};

/// Every row leads to its finding and to no other, with a remedy and without secrets.
void require_each(std::span<const Spoiled> rows);

}  // namespace kcluster
