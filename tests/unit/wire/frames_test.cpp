#include "wire/frames.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

std::string prefix(std::initializer_list<int> bytes) {
  std::string made;
  for (const int byte : bytes) made += static_cast<char>(byte);
  return made;
}

}  // namespace

TEST_CASE("messages come out as they went in, however the bytes are cut") {
  const std::string all = framed("one") + framed("") + framed(std::string(70000, 'x'));
  for (const std::size_t cut : {std::size_t(1), std::size_t(4), std::size_t(7), all.size()}) {
    Frames frames(1 << 20);
    std::vector<std::string> got;
    for (std::size_t at = 0; at < all.size(); at += cut) {
      frames.take(std::string_view(all).substr(at, cut));
      while (auto message = frames.next()) got.push_back(*message);
    }
    CHECK(got == std::vector<std::string>{"one", "", std::string(70000, 'x')});
    CHECK(frames.whole());
    CHECK(frames.fault().empty());
  }
}

TEST_CASE("a message that is not whole yet is waited for") {
  Frames frames(100);
  frames.take(framed("four").substr(0, 8));
  CHECK_FALSE(frames.next());
  CHECK_FALSE(frames.whole());
  frames.take("r");
  CHECK(frames.next() == "four");
}

TEST_CASE("a length is refused before its bytes are waited for") {
  Frames frames(100);
  frames.take(prefix({0, 0xff, 0xff, 0xff, 0xff}));
  CHECK_FALSE(frames.next());
  CHECK(frames.fault() == "a message is larger than max (4294967295 vs. 100 bytes)");
  frames.take(framed("later"));
  CHECK_FALSE(frames.next());
}

TEST_CASE("a compressed message is refused: none was asked for") {
  Frames frames(100);
  frames.take(prefix({1, 0, 0, 0, 1, 'x'}));
  CHECK_FALSE(frames.next());
  CHECK(frames.fault().find("compressed") != std::string::npos);
}

}  // namespace kcluster
