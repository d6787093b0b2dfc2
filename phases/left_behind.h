#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.h"
#include "plan/reset.h"
#include "preflight/check.h"

namespace kcluster {

/// One thing that is still there after a reset.
struct Left {
  std::string what;
  std::string command;  ///< that takes it away
  bool ours = false;    ///< should have gone
};

/// A row of the table of what a reset leaves.
struct LeftRow {
  std::string_view name;
  std::vector<Left> (*find)(const LeftPlan&, const Look&);
};
std::span<const LeftRow> left_rows();

/// Adds what is left to the report. Throws Error with everything as findings when something stays
/// that should have gone.
void tell_left(const LeftPlan& plan, const Look& look, Report& report);

// left_files.cpp
std::vector<Left> left_mounts(const LeftPlan& plan, const Look& look);
std::vector<Left> left_files(const LeftPlan& plan, const Look& look);
std::vector<Left> left_kubeconfigs(const LeftPlan& plan, const Look& look);
// left_network.cpp
std::vector<Left> left_rules(const LeftPlan& plan, const Look& look);
std::vector<Left> left_rules_of_ipv6(const LeftPlan& plan, const Look& look);
std::vector<Left> left_tables(const LeftPlan& plan, const Look& look);
std::vector<Left> left_balancing(const LeftPlan& plan, const Look& look);
std::vector<Left> left_links(const LeftPlan& plan, const Look& look);

}  // namespace kcluster
