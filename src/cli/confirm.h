#pragma once
#include <string>

namespace kcluster {

/// Asks on standard output, takes y or yes (in any case) from standard input. Throws Error for any
/// other answer, also for none.
void confirm(const std::string& question);

}  // namespace kcluster
