#pragma once
#include <fmt/format.h>

#include <span>
#include <string>
#include <vector>

#include "base/finding.h"
#include "base/report.h"
#include "workflow/steps.h"

/// What the commands that run a table of phases share.
namespace kcluster {

/// A command's results on standard output: as words, or together as one "json" or "yaml" object.
void print_results(const Report& report, const std::string& output);

/// The results, or of a dry run (`would_change` is not empty) what would be done. What a rehearsal
/// would have to say of tokens and keys that are never made is of no use. Flushed at once.
void print_outcome(const Report& report, const std::string& would_change,
                   const std::string& output);

/// Tells the warnings among the findings.
void warn(const Tell& sink, const std::vector<Finding>& findings);

/// A table's rows for --help.
template <class Plan>
std::string phase_list(std::span<const Phase<Plan>> table) {
  std::string text = "Phases:\n";
  for (const auto& row : row_names<Plan>(table))
    text += fmt::format("  {:<44}{}\n", row.path, row.summary);
  return text;
}

}  // namespace kcluster
