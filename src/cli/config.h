#pragma once
#include "cli/session.h"

namespace kcluster {

/// `config images list|pull`.
void add_images(CLI::App& config, Session& session);
/// `config diff`.
void add_config_diff(CLI::App& config, Session& session);

}  // namespace kcluster
