#include "cli/completion.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "cli/app.h"
#include "cli/session.h"

namespace kcluster {
namespace {

struct Shell {
  const char* name;
  const char* summary;
  std::string (*script)(const Outline& top);
};

constexpr Shell kShells[] = {
    {"bash", "source <(kcluster completion bash)", bash_completion},
    {"zsh", "source <(kcluster completion zsh)", zsh_completion},
    {"fish", "kcluster completion fish | source", fish_completion},
};

}  // namespace

void add_completion(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  for (const auto& shell : kShells) {
    auto* made = command.add_subcommand(shell.name, shell.summary);
    runs(*made, session, [script = shell.script] { fmt::print("{}", script(whole_program())); });
  }
}

}  // namespace kcluster
