#pragma once
#include "cli/session.h"

namespace kcluster {

void add_doctor(CLI::App& command, Session& session);

}  // namespace kcluster
