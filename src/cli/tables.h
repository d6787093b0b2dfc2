#pragma once
#include <fmt/format.h>

#include <span>
#include <string>

#include "workflow/steps.h"

/// What the commands that run a table of phases share.
namespace kcluster {

/// A table's rows for --help.
template <class Plan>
std::string phase_list(std::span<const Phase<Plan>> table) {
  std::string text = "Phases:\n";
  for (const auto& row : row_names<Plan>(table))
    if (!row.hidden) text += fmt::format("  {:<46}{}\n", row.path, row.summary);
  return text;
}

}  // namespace kcluster
