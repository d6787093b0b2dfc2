#include "host/rfc3339.h"

#include <cstdio>
#include <ctime>

#include "base/unix_time.h"

namespace kcluster {

std::string rfc3339(Time time) {
  const auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, length};
}

std::optional<Time> parse_time(const std::string& text) {
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  if (*rest == '.')
    for (++rest; *rest >= '0' && *rest <= '9';) ++rest;
  int hours = 0, minutes = 0, used = 0;
  char sign = 0;
  const std::string zone = rest;
  if (zone != "Z" && (std::sscanf(rest, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 ||
                      (sign != '+' && sign != '-') || zone.size() != 6))
    return std::nullopt;
  const auto offset = (hours * 60 + minutes) * 60 * (sign == '-' ? -1 : 1);
  return unix_time(timegm(&parts) - offset);
}

std::optional<std::string> utc(const std::string& text) {
  const auto time = parse_time(text);
  return time ? std::optional(rfc3339(*time)) : std::nullopt;
}

}  // namespace kcluster
