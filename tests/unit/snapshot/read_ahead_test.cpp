#include "snapshot/read_ahead.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

/// A megabyte in which every place is told from its neighbours, and what was read of it.
struct Counted : FileBytes {
  std::string text;
  mutable std::uint64_t reads = 0, taken = 0;

  Counted() {
    for (unsigned i = 0; i < 1 << 20; ++i) text.push_back(static_cast<char>(i * 2654435761u >> 24));
  }
  std::uint64_t size() const override { return text.size(); }
  void read(std::uint64_t offset, std::span<char> into) const override {
    if (offset > text.size() || into.size() > text.size() - offset) throw Error("too short");
    text.copy(into.data(), into.size(), offset);
    ++reads;
    taken += into.size();
  }
};

std::string piece(const FileBytes& bytes, std::uint64_t offset, std::size_t size) {
  std::string made(size, '\0');
  bytes.read(offset, made);
  return made;
}

}  // namespace

TEST_CASE("pages in order are read many at once") {
  Counted below;
  ReadAhead ahead(below);
  for (std::uint64_t at = 0; at < below.size(); at += 4096)
    CHECK(piece(ahead, at, 4096) == below.text.substr(at, 4096));
  CHECK(below.reads < 10);
  CHECK(below.taken == below.size());
}

TEST_CASE("pages here and there cost a read each, of little more") {
  Counted below;
  ReadAhead ahead(below);
  unsigned jumps = 0;
  for (std::uint64_t at = 0; jumps < 200; at = (at + 300 * 1024 + 4096) % (1 << 20), ++jumps)
    CHECK(piece(ahead, at, 4096) == below.text.substr(at, 4096));
  CHECK(below.reads == jumps);
  CHECK(below.taken <= jumps * (20u << 10));
}

TEST_CASE("pieces of any size at any place are what lies there") {
  Counted below;
  ReadAhead ahead(below);
  std::uint64_t at = 1;
  for (std::size_t size : {0, 1, 5000, 16384, 16385, 100000, 262144, 262145, 700000, 17}) {
    CHECK(piece(ahead, at, size) == below.text.substr(at, size));
    at += size / 3;
  }
  CHECK(piece(ahead, below.size() - 5, 5) == below.text.substr(below.size() - 5));
}

TEST_CASE("what lies behind the end is refused as below") {
  Counted below;
  ReadAhead ahead(below);
  CHECK_THROWS_AS(piece(ahead, below.size() - 5, 6), Error);
  CHECK_THROWS_AS(piece(ahead, below.size() + 5, 1), Error);
}

}  // namespace kcluster
