#pragma once
#include "cli/outline.h"

namespace kcluster {

/// The whole program: reads the command line, runs one command, renders what failed. Returns the
/// exit status (base/error.h, Exit).
int run_app(int argc, char** argv);

/// All commands with all their flags, for completions and manual pages.
Outline whole_program();

}  // namespace kcluster
