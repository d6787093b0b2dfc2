#pragma once
#include "base/error.h"
#include "cli/cli11.h"

namespace kcluster {

/// What a command line that cannot be parsed says to its user: the word that fits nowhere and the
/// nearest one that would, else CLI11's own words.
Error slip_of(const CLI::App& app, const CLI::ParseError& fault);

}  // namespace kcluster
