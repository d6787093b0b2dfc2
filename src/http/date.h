#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "http/http.h"

namespace kcluster {

/// The answer's Date (RFC 9110 5.6.7, IMF-fixdate), seconds; nullopt when it has none or an odd
/// one.
std::optional<std::chrono::system_clock::time_point> date_of(const Response& response);

}  // namespace kcluster
