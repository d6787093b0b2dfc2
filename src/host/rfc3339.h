#pragma once
#include <optional>
#include <string>

#include "host/clock.h"

namespace kcluster {

/// UTC, seconds, as the API server writes times.
std::string rfc3339(Time time);
/// An RFC 3339 time in any zone, without its fraction of a second; nullopt when it is none.
std::optional<Time> parse_time(const std::string& text);
/// An RFC 3339 time in any zone, as rfc3339() writes it; nullopt when it is none.
std::optional<std::string> utc(const std::string& text);

}  // namespace kcluster
