#pragma once
#include "cli/session.h"

namespace kcluster {

void add_audit(CLI::App& command, Session& session);

}  // namespace kcluster
