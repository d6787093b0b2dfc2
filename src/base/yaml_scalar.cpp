#include "base/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <string>

namespace kcluster {
namespace {

const std::map<std::string_view, Json>& words() {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  static const std::map<std::string_view, Json> table{
      {"y", true},       {"Y", true},       {"yes", true},    {"Yes", true},    {"YES", true},
      {"true", true},    {"True", true},    {"TRUE", true},   {"on", true},     {"On", true},
      {"ON", true},      {"n", false},      {"N", false},     {"no", false},    {"No", false},
      {"NO", false},     {"false", false},  {"False", false}, {"FALSE", false}, {"off", false},
      {"Off", false},    {"OFF", false},    {"", nullptr},    {"~", nullptr},   {"null", nullptr},
      {"Null", nullptr}, {"NULL", nullptr}, {".nan", nan},    {".NaN", nan},    {".NAN", nan},
      {".inf", inf},     {".Inf", inf},     {".INF", inf},    {"+.inf", inf},   {"+.Inf", inf},
      {"+.INF", inf},    {"-.inf", -inf},   {"-.Inf", -inf},  {"-.INF", -inf}};
  return table;
}

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the digits at the front away and says how many there were.
std::size_t take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), digit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
  text.remove_prefix(1);
  return true;
}

/// 0x, 0o, 0b in either case and a leading 0 choose the base, as in Go's literals.
int take_base(std::string_view& text) {
  if (text.size() < 2 || text[0] != '0') return 10;
  const char mark = static_cast<char>(text[1] | 0x20);
  const int base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
  text.remove_prefix(base ? 2 : 1);
  return base ? base : 8;
}

std::optional<Json> integer(std::string_view text) {
  const bool minus = !text.empty() && text.front() == '-';
  take(text, "+-");
  const int base = take_base(text);
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  constexpr auto limit = std::uint64_t{1} << 63;
  if (!minus) return value < limit ? Json(static_cast<std::int64_t>(value)) : Json(value);
  if (value > limit) return std::nullopt;
  return Json(static_cast<std::int64_t>(~value + 1));
}

bool looks_like_float(std::string_view text) {
  take(text, "+-");
  auto digits = take_digits(text);
  if (take(text, ".")) digits += take_digits(text);
  if (digits == 0) return false;
  if (!take(text, "eE")) return text.empty();
  take(text, "+-");
  return take_digits(text) > 0 && text.empty();
}

std::optional<Json> floating(std::string_view text) {
  if (!looks_like_float(text)) return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault == std::errc{}) return Json(value);
  const bool tiny = text.find("e-") != text.npos || text.find("E-") != text.npos;
  return tiny ? std::optional(Json(0.0)) : std::nullopt;  // Go rounds to zero, but refuses the huge
}

/// One or two digits below the limit; the number, or -1.
int take_number(std::string_view& text, int limit) {
  int value = 0, count = 0;
  for (; count < 2 && !text.empty() && digit(text.front()); ++count, text.remove_prefix(1))
    value = value * 10 + (text.front() - '0');
  return count > 0 && value < limit ? value : -1;
}

bool take_date(std::string_view& text) {
  if (text.size() < 5 || !std::all_of(text.begin(), text.begin() + 4, digit)) return false;
  const int year = std::stoi(std::string(text.substr(0, 4)));
  text.remove_prefix(4);
  if (!take(text, "-")) return false;
  const int month = take_number(text, 13);
  if (month < 1 || !take(text, "-")) return false;
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int last = days[month - 1] + (month == 2 && leap ? 1 : 0);
  return take_number(text, last + 1) >= 1;
}

bool take_time(std::string_view& text) {
  if (take_number(text, 24) < 0 || !take(text, ":") || take_number(text, 60) < 0) return false;
  if (!take(text, ":") || take_number(text, 60) < 0) return false;
  return !take(text, ".,") || take_digits(text) > 0;
}

bool is_zone(std::string_view text) {
  if (text == "Z") return true;
  const bool shape = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  if (!shape) return false;
  text.remove_prefix(1);
  return take_number(text, 25) >= 0 && take(text, ":") && take_number(text, 60) >= 0 &&
         text.empty();
}

bool is_timestamp(std::string_view text) {
  if (!take_date(text)) return false;
  if (text.empty()) return true;
  if (take(text, "Tt")) return take_time(text) && is_zone(text);
  return take(text, " ") && take_time(text) && text.empty();
}

/// 1:30, -12:30:45.5: numbers to YAML 1.1, though Go reads them as strings.
bool is_base60(std::string_view text) {
  take(text, "+-");
  if (text.empty() || !digit(text.front())) return false;
  const auto skip = [&] {
    while (!text.empty() && (digit(text.front()) || text.front() == '_')) text.remove_prefix(1);
  };
  skip();
  int groups = 0;
  for (; take(text, ":"); ++groups)
    if (take_number(text, 60) < 0) return false;
  if (take(text, ".")) skip();
  return groups > 0 && text.empty();
}

}  // namespace

std::optional<Json> resolve_scalar(std::string_view plain) {
  if (const auto word = words().find(plain); word != words().end()) return word->second;
  if (plain.front() == '.') return floating(plain);
  if (!digit(plain.front()) && plain.front() != '+' && plain.front() != '-') return std::nullopt;
  std::string text(plain);
  text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
  if (auto value = integer(text)) return value;
  return floating(text);
}

bool reads_as_other_type(std::string_view text) {
  return text == "<<" || resolve_scalar(text) || is_timestamp(text) || is_base60(text);
}

}  // namespace kcluster
