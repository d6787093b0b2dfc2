#include "config/duration.h"

#include <cmath>
#include <cstdint>
#include <limits>

namespace kcluster {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
// Longer names first: "ms" is not "m" and an "s".
constexpr Unit kUnits[] = {
    {"ns", 1},         {"us", 1'000},        {"\u00b5s", 1'000},    {"\u03bcs", 1'000},
    {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000}};

bool digit(char c) { return c >= '0' && c <= '9'; }

const Unit* take_unit(std::string_view& text) {
  for (const auto& unit : kUnits)
    if (text.substr(0, unit.name.size()) == unit.name) {
      text.remove_prefix(unit.name.size());
      return &unit;
    }
  return nullptr;
}

/// Digits with at most one point; false when there are none.
bool take_number(std::string_view& text, long double& number) {
  std::size_t count = 0;
  long double scale = 0;  // zero until the point is behind us
  for (number = 0; !text.empty(); text.remove_prefix(1)) {
    if (text.front() == '.' && scale == 0) {
      scale = 1;
      continue;
    }
    if (!digit(text.front())) break;
    ++count;
    number = number * 10 + static_cast<long double>(text.front() - '0');
    scale *= 10;
  }
  if (scale > 1) number /= scale;
  return count > 0;
}

std::string fraction(std::uint64_t value, std::uint64_t unit) {
  std::string out = std::to_string(value / unit);
  std::string rest = std::to_string(unit + value % unit).substr(1);
  rest.erase(rest.find_last_not_of('0') + 1);
  return rest.empty() ? out : out + "." + rest;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  const bool minus = !text.empty() && text.front() == '-';
  if (minus || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  if (text == "0") return Duration::zero();
  if (text.empty() || text.size() > 100) return std::nullopt;
  long double total = 0;
  while (!text.empty()) {
    long double number = 0;
    if (!take_number(text, number)) return std::nullopt;
    const Unit* unit = take_unit(text);
    if (unit == nullptr) return std::nullopt;
    total += number * static_cast<long double>(unit->nanoseconds);
  }
  constexpr auto limit = static_cast<long double>(std::numeric_limits<std::int64_t>::max());
  if (total > limit) return std::nullopt;
  const auto nanoseconds = static_cast<std::int64_t>(total);
  return Duration(minus ? -nanoseconds : nanoseconds);
}

std::string duration_text(Duration duration) {
  const auto count = duration.count();
  if (count == 0) return "0s";
  const std::string sign = count < 0 ? "-" : "";
  const auto value =
      count < 0 ? ~static_cast<std::uint64_t>(count) + 1 : static_cast<std::uint64_t>(count);
  if (value < 1'000) return sign + std::to_string(value) + "ns";
  if (value < 1'000'000) return sign + fraction(value, 1'000) + "\u00b5s";
  if (value < 1'000'000'000) return sign + fraction(value, 1'000'000) + "ms";
  constexpr std::uint64_t minute = 60'000'000'000, hour = 60 * minute;
  std::string out = sign;
  if (value >= hour) out += std::to_string(value / hour) + "h";
  if (value >= minute) out += std::to_string(value % hour / minute) + "m";
  return out + fraction(value % minute, 1'000'000'000) + "s";
}

}  // namespace kcluster
