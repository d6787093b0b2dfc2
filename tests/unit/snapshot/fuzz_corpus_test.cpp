#include <random>

#include "tests/fuzz/snapshot_file.cpp"
#include "tests/support/replay.h"

TEST_CASE("whatever stands in a snapshot file does no harm") {
  CHECK(kcluster::replay("snapshot") >= 40);
}

TEST_CASE("changes drawn by lot in a snapshot file do no harm") {
  std::mt19937 random(20260723);
  for (int trial = 0; trial < 3000; ++trial) {
    std::string text = "\x01";
    for (auto change = random() % 4 + 1; change > 0; --change) {
      add_le(text, random() % 40000 / 4 * 4, 2);
      text.push_back(4);
      add_le(text, random() % 2 ? random() : random() % 64, 4);
    }
    CHECK_NOTHROW(
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }
}
