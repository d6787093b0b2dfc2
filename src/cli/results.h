#pragma once
#include <string>

#include "base/report.h"

namespace kcluster {

/// A command's results on standard output: as words, or together as one "json" or "yaml" object.
void print_results(const Report& report, const std::string& output);

/// The results, or of a dry run (`would_change` is not empty) what would be done. What a rehearsal
/// would have to say of tokens and keys that are never made is of no use. Flushed at once.
void print_outcome(const Report& report, const std::string& would_change,
                   const std::string& output);

}  // namespace kcluster
