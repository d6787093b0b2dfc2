#pragma once
#include "base/json.h"
#include "cli/cli11.h"
#include "cli/session.h"

namespace kcluster {

/// -o text|json|yaml, for commands that have a result.
void add_output(CLI::App& command, Globals& globals);

/// A result for programs on stdout; output is "json" or "yaml".
void print_value(const Json& value, const std::string& output);

}  // namespace kcluster
