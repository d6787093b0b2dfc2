#include "cli/join.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/results.h"
#include "cli/tables.h"
#include "workflow/journalled.h"

namespace kcluster {
namespace {

constexpr const char* kFirst = "preflight/node";  // the part that needs no cluster

using Steps = std::vector<Step>;

/// Before the cluster is looked for, and after.
enum class Stage { first, second };

Steps stage_steps(const Selection& selection, const PreparedJoin& prepared, Ports& ports,
                  Stage stage) {
  Steps out;
  for (auto& step : due_steps<JoinPlan>(join_table(), prepared.plan, ports, selection))
    if ((step.name == kFirst) == (stage == Stage::first)) out.push_back(std::move(step));
  return out;
}

Journal journal_of(const PreparedJoin& prepared) {
  Journal journal;
  journal.command = Journaled::join;
  journal.wishes = wishes_of(prepared.settled);
  return journal;
}

void tell_joined(const PreparedJoin& prepared, Report& report) {
  const auto& name = prepared.settled.node.name;
  report.results.push_back(
      {"node", name,
       fmt::format("Node {} has joined the cluster. On a control plane `kubectl get nodes` shows "
                   "it.\n",
                   name)});
}

/// Words of `phase`: names of the table first, then perhaps the endpoint, as kubeadm takes it.
std::string phase_name(std::vector<std::string> words, JoinFlags& flags) {
  if (words.size() > 1 && words.back().find(':') != std::string::npos) {
    flags.endpoint = words.back();
    words.pop_back();
  }
  return join(words, "/");
}

void find_cluster(PreparedJoin& prepared, Node& node) {
  const Step discovery{"discovery", "find the cluster and make sure that it is the right one",
                       [&] { complete_join(prepared, node.observed()); }};
  run_steps(std::span(&discovery, 1), node.ports().tell, node.stop());
  node.reach({prepared.plan.access.server, prepared.plan.access.authorities});
  node.expect(prepared.settled.node.name);
}

void run_join(const Globals& globals, const JoinOptions& options, const std::string& phase) {
  Node node(globals, Node::Effects::real);
  PreparedJoin prepared =
      prepare_join(options, phase.empty() ? Scope::whole : Scope::part, node.ports());
  if (prepared.finished && phase.empty()) {
    fmt::print("This node belongs to the cluster already; nothing was changed.\n");
    return;
  }
  if (prepared.settled.dry_run) node.rehearse();
  const Selection selection{phase, prepared.settled.skip_phases};
  const auto first = stage_steps(selection, prepared, node.ports(), Stage::first);
  run_steps(first, node.ports().tell, node.stop());
  if (phase == kFirst) return;
  find_cluster(prepared, node);
  const auto rest = stage_steps(selection, prepared, node.ports(), Stage::second);
  Ports& ports = node.ports();
  const auto show = [&] { print_outcome(ports.report, node.would_change(), globals.output); };
  if (phase.empty()) {
    tell_joined(prepared, ports.report);
    return run_journalled(rest, journal_of(prepared), ports.files, ports.tell, node.stop(), show);
  }
  run_steps(rest, ports.tell, node.stop());
  show();
}

}  // namespace

void add_join(CLI::App& command, Session& session) {
  auto options = std::make_shared<JoinOptions>();
  command.add_option("api-server-endpoint", options->flags.endpoint,
                     "HOST:PORT of a control plane's API server");
  add_table_command(
      command, session,
      {phase_list<JoinPlan>(join_table()), [options](CLI::App& c) { add_join_flags(c, *options); },
       [&session, options](const auto& words) {
         run_join(session.globals, *options, phase_name(words, options->flags));
       },
       "the phase, then its part, then the API server's HOST:PORT", 3});
}

}  // namespace kcluster
