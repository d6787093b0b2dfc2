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

}  // namespace

void add_init(CLI::App& command, Session& session) {
  auto options = std::make_shared<InitOptions>();
  add_table_command(
      command, session,
      {phase_list<InitPlan>(init_table()), [options](CLI::App& c) { add_init_flags(c, *options); },
       [&session, options](const auto& words) {
         run_init(session.globals, *options, join(words, "/"));
       }});
}

}  // namespace kcluster
