#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/json.h"

namespace kcluster {

/// The result of `kcluster preflight COMMAND`.
struct PreflightReport {
  std::string command;          ///< "init", "join"
  std::vector<Checked> checks;  ///< all rows, also those that found nothing
};

/// {"command", "passed", "checks": [{"name", "summary", "result": ok|warning|error, "findings":
/// […]}]}
Json to_json(const PreflightReport& report);
/// One line a check or finding, remedies indented below, a closing count; ends with a newline.
std::string table(const PreflightReport& report);

}  // namespace kcluster
