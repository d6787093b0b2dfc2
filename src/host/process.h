#pragma once
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "host/system.h"

namespace kcluster {

/// What a program may cost before it is ended.
struct Bounds {
  std::chrono::milliseconds time{0};  ///< 0: as long as it wants
  std::size_t output = 4 << 20;       ///< bytes kept of each stream; the rest is read and dropped
};

/// Runs argv (argv[0] found in PATH) without a shell: stdin empty, LC_ALL=C, signals at their
/// defaults, a process group of its own. A stop or the time bound ends the whole group, kindly
/// first; then Interrupted or Error is thrown. What a daemon left behind still writes is not waited
/// for.
Outcome run_program(const std::vector<std::string>& argv, const Bounds& bounds,
                    const std::stop_token& stop);

/// Starts argv likewise and does not wait for it: `setpriv` lets the kernel kill it when this
/// process dies. It and its group end with their owner.
std::unique_ptr<Program> start_program(const std::vector<std::string>& argv);

}  // namespace kcluster
