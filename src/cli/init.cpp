#include "cli/init.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/node.h"
#include "phases/init.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

std::string phase_list() {
  std::string text = "Phases:\n";
  for (const auto& row : row_names<InitPlan>(init_table()))
    text += fmt::format("  {:<44}{}\n", row.path, row.summary);
  return text;
}

void print(const Report& report, const std::string& output) {
  if (output == "text") {
    for (const auto& result : report.results) fmt::print("\n{}", result.words);
    return;
  }
  Json root = Json::object();
  for (const auto& result : report.results) root[result.name] = result.value;
  fmt::print("{}\n", root.dump(2));
}

void run_init(const Globals& globals, const InitOptions& options, const std::string& phase) {
  Node node(globals, options.flags.dry_run ? Node::Effects::dry : Node::Effects::real);
  const Prepared prepared =
      prepare_init(options, phase.empty() ? Scope::whole : Scope::part, node.ports());
  if (prepared.finished && phase.empty()) {
    fmt::print(
        "This control plane stands already, with this configuration; nothing was changed.\n");
    return;
  }
  node.expect(prepared.settled.init.node.name);
  if (phase.empty())
    run_whole(prepared, options, node.ports(), node.stop());
  else
    run_steps(init_steps(prepared, node.ports(), phase), node.ports().tell, node.stop());
  fmt::print("{}", node.would_change());
  print(node.ports().report, globals.output);
}

void add_output(CLI::App& command, Session& session) {
  command.add_option("-o,--output", session.globals.output, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
}

void add_phase(CLI::App& init, Session& session, std::shared_ptr<InitOptions> options) {
  auto* phase = init.add_subcommand("phase", "run one phase, or one part of it");
  auto path = std::make_shared<std::vector<std::string>>();
  phase->add_option("name", *path, "the phase, then its part")->required()->expected(1, 2);
  phase->footer(phase_list());
  add_init_flags(*phase, *options);
  phase->callback([&session, options, path] {
    session.run = [&session, options, name = join(*path, "/")] {
      run_init(session.globals, *options, name);
    };
  });
}

}  // namespace

void add_init(CLI::App& command, Session& session) {
  auto options = std::make_shared<InitOptions>();
  add_init_flags(command, *options);
  add_output(command, session);
  command.require_subcommand(0, 1);
  command.footer(phase_list());
  // CLI11 calls the parent's callback after the subcommand's: a chosen phase stays chosen
  command.callback([&command, &session, options] {
    if (command.get_subcommands().empty())
      session.run = [&session, options] { run_init(session.globals, *options, ""); };
  });
  add_phase(command, session, options);
}

}  // namespace kcluster
