#pragma once
#include <fmt/format.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "cli/cli11.h"
#include "cli/session.h"
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

/// A command that runs a table whole or, below `phase`, one row of it.
struct TableCommand {
  std::string phases;                        ///< phase_list(), for --help
  std::function<void(CLI::App&)> add_flags;  ///< both take the same
  /// With the words behind `phase`, none for the whole table.
  std::function<void(const std::vector<std::string>& words)> run;
  const char* words_help = "the phase, then its part";
  int most_words = 2;
};
void add_table_command(CLI::App& command, Session& session, const TableCommand& table);

}  // namespace kcluster
