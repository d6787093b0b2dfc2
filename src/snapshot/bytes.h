#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// Numbers as bbolt and etcd lay them down.
namespace kcluster {

constexpr std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t made = 0;
  for (std::size_t i = size; i-- > 0;) made = made << 8 | static_cast<unsigned char>(bytes[at + i]);
  return made;
}

/// Little-endian, at an offset that must lie within.
inline std::uint16_t le16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(number(bytes, at, 2));
}
inline std::uint32_t le32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(number(bytes, at, 4));
}
inline std::uint64_t le64(std::string_view bytes, std::size_t at) { return number(bytes, at, 8); }

/// Big-endian, 8 bytes.
inline std::uint64_t be64(std::string_view bytes, std::size_t at) {
  std::uint64_t made = 0;
  for (std::size_t i = 0; i < 8; ++i) made = made << 8 | static_cast<unsigned char>(bytes[at + i]);
  return made;
}

inline void add_le(std::string& to, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) to.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}
inline void add_be64(std::string& to, std::uint64_t value) {
  for (int i = 7; i >= 0; --i) to.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}

/// FNV-1a, 64 bits (RFC 9923): the checksum of bbolt's meta pages.
class Fnv1a {
 public:
  void add(std::string_view bytes) {
    for (const unsigned char byte : bytes) state_ = (state_ ^ byte) * 1099511628211u;
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 14695981039346656037u;
};

}  // namespace kcluster
