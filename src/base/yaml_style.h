#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// How Go's yaml.v2 writes strings, numbers and the order of keys; used by write_yaml alone.
namespace kcluster::yaml_style {

enum class Style { plain, single_quoted, double_quoted, literal };
enum class Place { key, value };

/// One code point and the bytes that it takes; a broken byte counts as U+FFFD.
struct Rune {
  std::uint32_t code = 0xfffd;
  std::size_t size = 1;
};

Rune rune_at(std::string_view text, std::size_t at);

/// Whether the code point can stand in a double-quoted string as it is.
bool printable(std::uint32_t code);
/// The escape sequence of a code point in a double-quoted string.
std::string escaped(std::uint32_t code);

/// The style for a string in that place.
Style choose(std::string_view text, Place place);

/// Go's strconv 'g' with the fewest digits that read back the same; whole numbers as integers.
std::string number_text(double value);

/// The order of keys: numbers within by value, letters after everything else. Not transitive for
/// some mixtures (neither is Go's), so it may only be given to algorithms that bear it
/// (stable_sort).
bool key_before(std::string_view a, std::string_view b);

}  // namespace kcluster::yaml_style
