#include "cli/session.h"

#include <CLI/App.hpp>
#include <utility>

namespace kcluster {

void runs(CLI::App& command, Session& session, std::function<void()> run) {
  // CLI11 calls a command's callback after its subcommand's: a chosen subcommand stays chosen
  command.callback([&command, &session, run = std::move(run)] {
    if (command.get_subcommands().empty()) session.run = run;
  });
}

}  // namespace kcluster
