#pragma once
#include <string>

#include "base/report.h"

namespace kcluster {

/// A command's results on standard output: as words, or together as one "json" or "yaml" object.
void print_results(const Report& report, const std::string& output);

}  // namespace kcluster
