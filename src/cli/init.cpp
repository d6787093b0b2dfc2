#include "cli/init.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/results.h"
#include "cli/tables.h"
#include "config/node_range.h"
#include "phases/init.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

void print_standing(const std::string& output) {
  if (output != "text") return print_value({{"finished", true}, {"changed", false}}, output);
  fmt::print("This control plane stands already, with this configuration; nothing was changed.\n");
}

void run_init(const Globals& globals, const InitOptions& options, const std::string& phase) {
  check_phase_names(phase, options.flags.skip_phases);
  Node node(globals, Node::Effects::real);
  const Prepared prepared =
      prepare_init(options, phase.empty() ? Scope::whole : Scope::part, node.ports());
  if (prepared.finished && phase.empty()) return print_standing(globals.output);
  if (prepared.settled.init.dry_run) node.rehearse();
  node.expect(prepared.settled.init.node.name, first_node_ranges(prepared.settled.cluster));
  const auto show = [&] {
    print_outcome(node.ports().report, node.would_change(), globals.output);
  };
  if (phase.empty()) return run_whole(prepared, options, node.ports(), node.stop(), show);
  run_steps(init_steps(prepared, node.ports(), phase), node.ports().tell, node.stop());
  show();
}

void add_phase(CLI::App& init, Session& session, std::shared_ptr<InitOptions> options) {
  auto* phase = init.add_subcommand("phase", "run one phase, or one part of it");
  auto path = std::make_shared<std::vector<std::string>>();
  phase->add_option("name", *path, "the phase, then its part")->required()->expected(1, 2);
  phase->footer(phase_list<InitPlan>(init_table()));
  add_init_flags(*phase, *options);
  add_output(*phase, session.globals);
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
  add_output(command, session.globals);
  command.require_subcommand(0, 1);
  command.footer(phase_list<InitPlan>(init_table()));
  // CLI11 calls the parent's callback after the subcommand's: a chosen phase stays chosen
  command.callback([&command, &session, options] {
    if (command.get_subcommands().empty())
      session.run = [&session, options] { run_init(session.globals, *options, ""); };
  });
  add_phase(command, session, options);
}

}  // namespace kcluster
