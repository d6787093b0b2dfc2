#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// Line by line, as `diff` would say it: unchanged lines with two blanks (only three around a
/// change),
/// "- " and "+ " for the rest. Empty when nothing differs.
std::string diff_lines(std::string_view before, std::string_view after);

/// The two sides of a unified diff, by their names.
struct DiffSide {
  std::string_view name, text;
};
/// As `diff -U lines` writes it: headings, hunks with their ranges. Empty when nothing differs.
std::string unified_diff(const DiffSide& before, const DiffSide& after, std::size_t lines);

}  // namespace kcluster
