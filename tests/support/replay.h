#pragma once
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace kcluster {

/// Gives every file of a fuzzer's corpus to the fuzzer, which the test includes, and checks that it
/// throws for none. Tests run from the repository's root. Returns how many files there were.
inline std::size_t replay(const std::string& corpus) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/" + corpus)) {
    INFO(entry.path());
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    CHECK_NOTHROW(
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    ++files;
  }
  return files;
}

}  // namespace kcluster
