#include "kubernetes/quantity.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <optional>

namespace kcluster {
namespace {

constexpr std::string_view kDecimal[] = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
constexpr std::string_view kBinary[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
constexpr int kNano = -9, kExa = 18;

// sign, digits and how many of them stand behind the point; the rest is the suffix.
struct Number {
  bool negative = false;
  std::int64_t digits = 0;
  int fraction = 0;
  std::string_view suffix;
};

std::optional<Number> parse(std::string_view text) {
  Number out;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    out.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string digits(text.substr(0, end));
  if (const auto point = digits.find('.'); point != digits.npos) {
    out.fraction = static_cast<int>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  out.suffix = text.substr(end);
  const auto [stop, fault] =
      std::from_chars(digits.data(), digits.data() + digits.size(), out.digits);
  const bool whole = fault == std::errc{} && stop == digits.data() + digits.size();
  if (!whole || digits.size() > 15) return std::nullopt;
  return out;
}

// digits * 10^power with the largest power that is a multiple of three and has a name.
std::optional<std::string> decimal(Number n, int power, bool exponent) {
  if (n.digits == 0) return "0";
  while (n.digits % 10 == 0) n.digits /= 10, ++power;
  while (power % 3 != 0 || power > kExa) n.digits *= 10, --power;
  if (power < kNano || n.digits < 0) return std::nullopt;
  const std::string number = (n.negative ? "-" : "") + std::to_string(n.digits);
  if (exponent) return power == 0 ? number : number + "e" + std::to_string(power);
  return number + std::string(kDecimal[(power - kNano) / 3]);
}

std::optional<std::string> binary(Number n, std::size_t step) {
  __extension__ __int128 value = n.digits;
  for (std::size_t i = 0; i < step; ++i) value *= 1024;
  for (; n.fraction > 0 && value % 10 == 0; --n.fraction) value /= 10;
  if (value > INT64_MAX) return std::nullopt;
  n.digits = static_cast<std::int64_t>(value);
  if (n.fraction > 0) return std::nullopt;
  if (n.digits < 1024) return decimal(n, 0, false);
  std::size_t at = 0;
  for (; n.digits % 1024 == 0 && at + 1 < std::size(kBinary); ++at) n.digits /= 1024;
  return (n.negative ? "-" : "") + std::to_string(n.digits) + std::string(kBinary[at]);
}

std::optional<std::string> canonical(const Number& n) {
  const auto* two = std::find(std::begin(kBinary) + 1, std::end(kBinary), n.suffix);
  if (two != std::end(kBinary)) return binary(n, static_cast<std::size_t>(two - kBinary));
  const auto* ten = std::find(std::begin(kDecimal), std::end(kDecimal), n.suffix);
  if (ten != std::end(kDecimal))
    return decimal(n, kNano + 3 * static_cast<int>(ten - kDecimal) - n.fraction, false);
  int power = 0;
  const char* stop = n.suffix.data() + n.suffix.size();
  const auto [end, fault] = std::from_chars(n.suffix.data() + 1, stop, power);
  if ((n.suffix[0] != 'e' && n.suffix[0] != 'E') || fault != std::errc{} || end != stop ||
      power < kNano || power > kExa)
    return std::nullopt;
  return decimal(n, power - n.fraction, true);
}

}  // namespace

std::string canonical_quantity(std::string_view text) {
  const auto number = parse(text);
  return (number ? canonical(*number) : std::nullopt).value_or(std::string(text));
}

}  // namespace kcluster
