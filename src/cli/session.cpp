#include "cli/session.h"

#include <CLI/App.hpp>
#include <utility>

namespace kcluster {

void runs(CLI::App& command, Session& session, std::function<void()> run) {
  command.callback([&session, run = std::move(run)] { session.run = run; });
}

}  // namespace kcluster
