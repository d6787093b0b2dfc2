#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/finding.h"
#include "preflight/check.h"

namespace kcluster {

/// Runs all rows at once, each in its own thread; the outcomes are in the table's order. What a
/// check throws becomes an error of its name; only Interrupted passes.
std::vector<Checked> run_checks(std::span<const Check> rows, const CheckPlan& plan,
                                const Look& look);

/// Errors of these names become warnings; names are taken in any case, "all" means every one.
void apply_ignores(std::span<Checked> checks, std::span<const std::string> names);
void apply_ignores(std::span<Finding> findings, std::span<const std::string> names);

std::vector<Finding> findings_of(std::span<const Checked> checks);

/// Throws Error (exit preflight) with all findings, warnings too, when there is an error among
/// them.
void judge(const std::vector<Finding>& findings);

}  // namespace kcluster
