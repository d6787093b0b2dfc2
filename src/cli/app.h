#pragma once

namespace kcluster {

/// The whole program: reads the command line, runs one command, renders what failed. Returns the
/// exit status (base/error.h, Exit).
int run_app(int argc, char** argv);

}  // namespace kcluster
