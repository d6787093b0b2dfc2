#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/evidence.h"

namespace kcluster {

/// What a check concludes from the evidence.
struct Verdict {
  enum class Met { yes, no, unneeded, unknown };
  Met met = Met::unknown;
  std::vector<std::string>
      seen;            ///< flags with their values, files with mode and owner, or why not
  std::string remedy;  ///< not met: a sentence, commands in backquotes
  std::string paste;   ///< not met: a command, or a part of a configuration
};

/// A row of the table: one point of the benchmark.
struct AuditRow {
  /// What it counts as where it is not met: the benchmark leaves it to judgement, or not.
  enum class Weight { fail, warning };
  std::string_view id;     ///< the benchmark's number, "1.2.15"
  std::string_view title;  ///< how it is to be, in our words; fits a line of the table
  Weight weight = Weight::fail;
  Verdict (*check)(const AuditEvidence&) = nullptr;
  std::string_view why;  ///< what happens otherwise
};

/// Rows that concern the same thing, and where it lies.
struct AuditSection {
  enum class Place { control_plane, node, cluster };
  std::string_view id, title;
  Place place = Place::control_plane;
  std::span<const AuditRow> rows;
};

/// Every section, in the benchmark's order.
std::span<const AuditSection> audit_table();

/// A row with what came of it.
struct AuditPoint {
  enum class Result { pass, fail, warning, not_applicable, unseen };
  std::string id, section, title, why;
  Result result = Result::unseen;
  Verdict verdict;
};

/// All rows, those that do not concern this node as not applicable.
std::vector<AuditPoint> audit(const AuditEvidence& seen);

}  // namespace kcluster
