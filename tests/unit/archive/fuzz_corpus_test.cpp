#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/archive_file.cpp"

// The corpus of tests/fuzz/archive_file.cpp, replayed: run from the repository's root, as CTest
// does.
TEST_CASE("whatever stands in an archive does no harm") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/archive")) {
    INFO(entry.path());
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    CHECK_NOTHROW(
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    ++files;
  }
  CHECK(files >= 30);
}
