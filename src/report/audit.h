#pragma once
#include <string>
#include <vector>

#include "audit/points.h"
#include "base/json.h"
#include "host/clock.h"

namespace kcluster {

/// The result of `kcluster audit`.
struct AuditReport {
  Time when{};
  std::string node;
  AuditEvidence::Role role = AuditEvidence::Role::none;
  std::vector<AuditPoint> points;  ///< as audit() gives them

  std::size_t count(AuditPoint::Result result) const;
};
AuditReport audit_report(const AuditEvidence& seen, Time now);

/// Which points are shown: all of them, or those that fail or warn.
enum class AuditShown { all, failed };

/// {"apiVersion": "kcluster/v1", "kind": "Audit", "time", "node", "role", "benchmark", "summary":
/// {"pass", "fail", "warning", "notApplicable", "unseen"}, "points": [{"id", "section", "title",
/// "result", "seen", "why", "remedy", "paste"}]}; the summary counts all points, also those that
/// are not shown.
Json to_json(const AuditReport& report, AuditShown shown);
/// A line for each point, then what fails or warns with evidence, reason and remedy, then what
/// could not be seen; 80 columns wide, but what is to be pasted is not broken. Ends with a newline.
std::string table(const AuditReport& report, AuditShown shown);

}  // namespace kcluster
