#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/report.h"
#include "plan/upgrade_order.h"

namespace kcluster {

/// Whose turn is when, for people and for programs.
std::string turns_table(std::span<const UpgradeTurn> turns);
Json turns_json(std::span<const UpgradeTurn> turns);

/// The result of `kcluster upgrade`: where the cluster goes, the order, and what is next.
std::vector<Result> upgrade_course_results(const SeenUpgrade& seen, const UpgradeCourse& course);

}  // namespace kcluster
