#include "base/yaml_style.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "base/yaml_scalar.h"

namespace kcluster::yaml_style {
namespace {

/// What a string's characters allow; the same findings as libyaml's analysis of a scalar.
struct Traits {
  bool special = false, multiline = false, indicators = false;
  bool leading_space = false, trailing_space = false, edge_break = false;
  bool space_break = false, break_space = false;
};

bool indicates(std::string_view text, std::size_t at) {
  constexpr std::string_view first = "#,[]{}&*!|>'\"%@`";
  const char c = text[at];
  const bool last = at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\t';
  if (at == 0) return first.find(c) != first.npos || (last && (c == '?' || c == ':' || c == '-'));
  if (c == ':') return last;
  const char before = text[at - 1];
  return c == '#' && (before == ' ' || before == '\t' || before == '\n');
}

Traits analyse(std::string_view text) {
  Traits traits;
  traits.indicators = text.substr(0, 3) == "---" || text.substr(0, 3) == "...";
  char before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto rune = rune_at(text, at);
    const bool broken = rune.code == 0xfffd && rune.size == 1;
    if (!printable(rune.code) || broken) traits.special = true;
    if (indicates(text, at)) traits.indicators = true;
    if (text[at] == ' ' && before == '\n') traits.break_space = true;
    if (text[at] == '\n') traits.multiline = true;
    if (text[at] == '\n' && before == ' ') traits.space_break = true;
    before = text[at];
    at += rune.size;
  }
  if (text.empty()) return traits;
  traits.leading_space = text.front() == ' ';
  traits.trailing_space = text.back() == ' ';
  traits.edge_break = text.front() == '\n' || text.back() == '\n';
  return traits;
}

// Unicode's letters, near enough: symbols and emoji are none.
bool letter(std::uint32_t code) {
  if (code < 0x80) return (code | 0x20) - 'a' < 26;
  return code >= 0xaa && (code < 0x2000 || code >= 0x2c00) && (code < 0x1f000 || code >= 0x1fb00);
}

/// The value of the digits at the front of a run, and where the run ends.
std::pair<std::uint64_t, std::size_t> run_of_digits(std::string_view text, std::size_t at) {
  std::uint64_t value = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
    value = value * 10 + static_cast<std::uint64_t>(text[at] - '0');
  return {value, at};
}

}  // namespace

Rune rune_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, 1};
  const std::size_t size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
  if (byte < 0xc2 || byte > 0xf4 || at + size > text.size()) return {};
  std::uint32_t code = byte & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xc0) != 0x80) return {};
    code = code << 6 | (next & 0x3fu);
  }
  return {code, size};
}

bool printable(std::uint32_t code) {
  if (code < 0x80) return code == '\n' || (code >= ' ' && code <= '~');
  const bool separator = code == 0x2028 || code == 0x2029;  // line ends to YAML 1.1
  return code >= 0xa0 && code < 0xfffe && code != 0xfeff && !separator;
}

Style choose(std::string_view text, Place place) {
  const Traits traits = analyse(text);
  if (traits.special || traits.space_break) return Style::double_quoted;
  if (traits.multiline) {
    const bool literal = place == Place::value && !traits.trailing_space;
    return literal ? Style::literal : Style::double_quoted;
  }
  if (reads_as_other_type(text)) return Style::double_quoted;
  if (traits.leading_space || traits.trailing_space || traits.indicators)
    return Style::single_quoted;
  return Style::plain;
}

std::string escaped(std::uint32_t code) {
  switch (code) {
    case 0:
      return "\\0";
    case 7:
      return "\\a";
    case 8:
      return "\\b";
    case 9:
      return "\\t";
    case 10:
      return "\\n";
    case 11:
      return "\\v";
    case 12:
      return "\\f";
    case 13:
      return "\\r";
    case 0x1b:
      return "\\e";
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case 0x85:
      return "\\N";
    case 0x2028:
      return "\\L";
    case 0x2029:
      return "\\P";
    default:
      break;
  }
  constexpr std::string_view digits = "0123456789ABCDEF";
  const int width = code <= 0xff ? 2 : code <= 0xffff ? 4 : 8;
  std::string out = width == 2 ? "\\x" : width == 4 ? "\\u" : "\\U";
  for (int shift = (width - 1) * 4; shift >= 0; shift -= 4) out += digits[code >> shift & 15];
  return out;
}

std::string number_text(double value) {
  const bool whole = value == std::trunc(value) && std::abs(value) < 9.2e18;
  if (whole) return std::to_string(static_cast<std::int64_t>(value));
  char buffer[40];
  constexpr auto scientific = std::chars_format::scientific, fixed = std::chars_format::fixed;
  auto end = std::to_chars(buffer, buffer + sizeof buffer, value, scientific).ptr;
  const std::string text(buffer, end);
  const int exponent = std::stoi(text.substr(text.find('e') + 1));
  if (exponent < -4 || exponent >= 6) return text;
  end = std::to_chars(buffer, buffer + sizeof buffer, value, fixed).ptr;
  return std::string(buffer, end);
}

bool key_before(std::string_view a, std::string_view b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  if (at == a.size() || at == b.size()) return a.size() < b.size();
  while (at > 0 && (a[at] & 0xc0) == 0x80) --at;
  const auto left = rune_at(a, at).code, right = rune_at(b, at).code;
  if (letter(left) && letter(right)) return left < right;
  if (letter(left) || letter(right)) return letter(right);
  auto [left_number, left_end] = run_of_digits(a, at);
  auto [right_number, right_end] = run_of_digits(b, at);
  if (a[at] == '0' || b[at] == '0')  // a zero after a digit counts by the length of the number
    for (std::size_t i = at; i > 0 && a[i - 1] >= '0' && a[i - 1] <= '9'; --i)
      if (a[i - 1] != '0') return left_end != right_end ? left_end < right_end : left < right;
  if (left_number != right_number) return left_number < right_number;
  return left_end != right_end ? left_end < right_end : left < right;
}

}  // namespace kcluster::yaml_style
