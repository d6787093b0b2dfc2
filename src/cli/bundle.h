#pragma once
#include "cli/cli11.h"
#include "cli/session.h"
#include "plan/preflight.h"

namespace kcluster {

/// `kcluster bundle create|verify|load`.
void add_bundle(CLI::App& command, Session& session);

/// --bundle and --bundle-key, for commands whose images may come out of a bundle.
void add_bundle_choice(CLI::App& command, BundleChoice& choice);

}  // namespace kcluster
