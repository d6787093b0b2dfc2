#pragma once
#include <cstdint>
#include <string_view>

namespace kcluster {

/// CRC-32C (Castagnoli; RFC 3720, 12.1) of bytes that come in pieces. May go on from an earlier
/// value, as the records of a write-ahead log do.
class Crc32c {
 public:
  Crc32c() = default;
  explicit Crc32c(std::uint32_t earlier) : value_(earlier) {}

  void add(std::string_view bytes);
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 0;
};

}  // namespace kcluster
