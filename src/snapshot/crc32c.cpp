#include "snapshot/crc32c.h"

#include <array>
#include <cstring>

namespace kcluster {
namespace {

using Table = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Table make_table() {
  Table table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0x82f63b78u : crc >> 1;
    table[0][byte] = crc;
  }
  for (std::size_t byte = 0; byte < 256; ++byte)
    for (std::size_t row = 1; row < 8; ++row)
      table[row][byte] = table[row - 1][byte] >> 8 ^ table[0][table[row - 1][byte] & 0xff];
  return table;
}

constexpr Table kTable = make_table();

std::uint64_t eight(const char* at) {
  std::uint64_t word = 0;
  for (int i = 7; i >= 0; --i) word = word << 8 | static_cast<unsigned char>(at[i]);
  return word;
}

std::uint32_t by_table(std::uint32_t crc, const char* at, std::size_t size) {
  for (; size >= 8; at += 8, size -= 8) {
    const std::uint64_t word = eight(at) ^ crc;
    crc = 0;
    for (std::size_t row = 0; row < 8; ++row) crc ^= kTable[7 - row][word >> (8 * row) & 0xff];
  }
  for (; size; ++at, --size)
    crc = crc >> 8 ^ kTable[0][(crc ^ static_cast<unsigned char>(*at)) & 0xff];
  return crc;
}

#if defined(__x86_64__)
// the processor's own instruction: a database of gigabytes is hashed as fast as it is read
__attribute__((target("sse4.2"))) std::uint32_t by_instruction(std::uint32_t crc, const char* at,
                                                               std::size_t size) {
  std::uint64_t wide = crc;
  for (; size >= 8; at += 8, size -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  crc = static_cast<std::uint32_t>(wide);
  for (; size; ++at, --size) crc = __builtin_ia32_crc32qi(crc, static_cast<unsigned char>(*at));
  return crc;
}

std::uint32_t update(std::uint32_t crc, const char* at, std::size_t size) {
  static const bool has_instruction = __builtin_cpu_supports("sse4.2");
  return has_instruction ? by_instruction(crc, at, size) : by_table(crc, at, size);
}
#else
std::uint32_t update(std::uint32_t crc, const char* at, std::size_t size) {
  return by_table(crc, at, size);
}
#endif

}  // namespace

void Crc32c::add(std::string_view bytes) { value_ = ~update(~value_, bytes.data(), bytes.size()); }

}  // namespace kcluster
