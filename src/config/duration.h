#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "config/types.h"

namespace kcluster {

/// Go's time.ParseDuration: "1h30m", "1.5h", "100ms", "-5s", "0"; nullopt when it is none or too
/// long.
std::optional<Duration> parse_duration(std::string_view text);

/// Go's Duration.String: "8760h0m0s", "4m0s", "1.5s", "100ms", "0s".
std::string duration_text(Duration duration);

}  // namespace kcluster
