#include <catch2/catch.hpp>

#include "snapshot/bytes.h"
#include "snapshot/crc32c.h"

namespace kcluster {
namespace {

std::uint32_t crc(std::string_view bytes) {
  Crc32c sum;
  sum.add(bytes);
  return sum.value();
}

}  // namespace

// RFC 3720, B.4
TEST_CASE("CRC-32C has the values of the standard") {
  CHECK(crc("") == 0);
  CHECK(crc("123456789") == 0xe3069283u);
  CHECK(crc(std::string(32, '\0')) == 0x8a9136aau);
  CHECK(crc(std::string(32, '\xff')) == 0x62a8ab43u);
}

TEST_CASE("CRC-32C of pieces is that of the whole, and goes on from an earlier value") {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes.push_back(static_cast<char>(i * 7));
  for (std::size_t cut = 0; cut < 40; ++cut) {
    Crc32c sum;
    sum.add(std::string_view(bytes).substr(0, cut));
    Crc32c more(sum.value());
    more.add(std::string_view(bytes).substr(cut));
    CHECK(more.value() == crc(bytes));
  }
}

// draft-eastlake-fnv: FNV-1a of 64 bits
TEST_CASE("FNV-1a has the values of its authors") {
  Fnv1a sum;
  CHECK(sum.value() == 0xcbf29ce484222325u);
  sum.add("foobar");
  CHECK(sum.value() == 0x85944171f73967e8u);
}

}  // namespace kcluster
