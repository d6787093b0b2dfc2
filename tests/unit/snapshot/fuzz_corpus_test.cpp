#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/fuzz/snapshot_file.cpp"

namespace {

void replay(std::string_view text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

// The corpus of tests/fuzz/snapshot_file.cpp, replayed: run from the repository's root, as CTest
// does.
TEST_CASE("whatever stands in a snapshot file does no harm") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/snapshot")) {
    INFO(entry.path());
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    CHECK_NOTHROW(replay(text));
    ++files;
  }
  CHECK(files >= 40);
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
    CHECK_NOTHROW(replay(text));
  }
}
