#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// Line by line, as `diff` would say it: unchanged lines with two blanks (only three around a
/// change),
/// "- " and "+ " for the rest. Empty when nothing differs.
std::string diff_lines(std::string_view before, std::string_view after);

}  // namespace kcluster
