#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/types.h"

namespace kcluster {

/// "--name=value" flags: the defaults sorted by name and value, then the user's in their own order.
/// A name that the user gives drops every default of that name; names may repeat.
std::vector<std::string> flags(std::vector<Arg> defaults, std::span<const Arg> extra);

/// The program's name before its flags.
std::vector<std::string> command_line(std::string program, std::vector<Arg> defaults,
                                      std::span<const Arg> extra);

/// What a flag parser ends up with: the last value given under that name.
std::optional<std::string> last_value(std::span<const Arg> args, std::string_view name);

}  // namespace kcluster
