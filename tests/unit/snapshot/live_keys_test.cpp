#include "snapshot/live_keys.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

namespace kcluster {
namespace {

struct Entry {
  std::uint64_t fingerprint = 0;
  LiveKeys::Kind kind = LiveKeys::Kind::put;
};

std::set<std::uint64_t> newest(const std::vector<Entry>& entries) {
  std::map<std::uint64_t, std::uint64_t> living;
  for (std::uint64_t i = 0; i < entries.size(); ++i)
    if (entries[i].kind == LiveKeys::Kind::put)
      living[entries[i].fingerprint] = i;
    else
      living.erase(entries[i].fingerprint);
  std::set<std::uint64_t> made;
  for (const auto& [key, entry] : living) made.insert(entry);
  return made;
}

}  // namespace

TEST_CASE("living keys are counted whatever the room for them") {
  std::mt19937_64 random(GENERATE(1u, 2u, 3u));
  std::vector<std::uint64_t> keys(6000);
  for (auto& key : keys) key = random();
  std::vector<Entry> entries;
  for (int i = 0; i < 20000; ++i)
    entries.push_back({keys[random() % keys.size()],
                       random() % 4 ? LiveKeys::Kind::put : LiveKeys::Kind::tombstone});
  for (const std::size_t room : {1024, 2048, 1 << 20}) {
    LiveKeys live(room);
    do {
      for (std::uint64_t i = 0; i < entries.size(); ++i)
        live.add(i, entries[i].fingerprint, entries[i].kind);
    } while (live.again());
    const auto expected = newest(entries);
    CHECK(live.count() == expected.size());
    std::set<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < entries.size(); ++i)
      if (live.is_newest(i)) seen.insert(i);
    CHECK(seen == expected);
  }
}

}  // namespace kcluster
