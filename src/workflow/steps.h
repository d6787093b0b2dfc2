#pragma once
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/event.h"
#include "workflow/phase.h"

namespace kcluster {

/// Which rows of a table are due. Names as in the table, "certs" (a whole group) or "certs/ca".
struct Selection {
  std::string only;               ///< `phase NAME [CHILD]`; empty: the whole table
  std::vector<std::string> skip;  ///< --skip-phases
};

/// A leaf that is due, bound to its plan and ports.
struct Step {
  std::string name, summary;  ///< "certs/ca"
  std::function<void()> run;
  bool wanted = true;  ///< false: told as skipped, not run
};

/// A leaf of a table by its path, before anything is bound.
struct RowName {
  std::string path, summary;
  bool group = false, hidden = false;
};

/// Runs the steps in order, asking for a stop between them, telling began, ended, skipped, failed.
/// A passing Error gains "phase NAME"; a foreign exception becomes an Error.
void run_steps(std::span<const Step> steps, const Tell& tell, std::stop_token stop);

/// Whether the leaf at path is selected; skipping wins.
bool selected(const Selection& selection, const std::string& path);

/// Throws Error (exit usage) for a selected or skipped name that is in no table, with the nearest
/// one.
void check_names(const Selection& selection, const std::vector<RowName>& rows);

/// Every row of a table, groups before their children.
template <class Plan>
std::vector<RowName> row_names(std::span<const Phase<Plan>> table, const std::string& above = {}) {
  std::vector<RowName> names;
  for (const auto& row : table) {
    names.push_back(
        {above + std::string(row.name), std::string(row.summary), !row.rows.empty(), row.hidden});
    auto below = row_names<Plan>(row.rows, above + std::string(row.name) + "/");
    names.insert(names.end(), below.begin(), below.end());
  }
  return names;
}

/// The due leaves below one row of the top level; what they share goes ahead of the first.
template <class Plan>
std::vector<Step> group_steps(const Phase<Plan>& row, const Plan& plan, Ports& ports,
                              const Selection& selection) {
  std::vector<Step> steps;
  std::vector<std::string_view> due;
  const bool wanted = row.wanted(plan);
  for (const auto& leaf : row.rows) {
    std::string path = std::string(row.name) + "/" + std::string(leaf.name);
    if (!selected(selection, path)) continue;
    due.push_back(leaf.name);
    steps.push_back({std::move(path), std::string(leaf.summary),
                     [&plan, &ports, run = leaf.run] { run(plan, ports); },
                     wanted && leaf.wanted(plan)});
  }
  if (row.ahead && wanted && !steps.empty())
    steps.front().run = [&plan, &ports, ahead = row.ahead, due, first = steps.front().run] {
      ahead(plan, ports, due);
      first();
    };
  return steps;
}

/// The due leaves of a whole table. Plan and ports must outlive the steps.
template <class Plan>
std::vector<Step> due_steps(std::span<const Phase<Plan>> table, const Plan& plan, Ports& ports,
                            const Selection& selection) {
  check_names(selection, row_names<Plan>(table));
  std::vector<Step> steps;
  for (const auto& row : table) {
    if (row.run && selected(selection, std::string(row.name)))
      steps.push_back({std::string(row.name), std::string(row.summary),
                       [&plan, &ports, run = row.run] { run(plan, ports); }, row.wanted(plan)});
    auto below = group_steps<Plan>(row, plan, ports, selection);
    std::move(below.begin(), below.end(), std::back_inserter(steps));
  }
  return steps;
}

}  // namespace kcluster
