#include <CLI/App.hpp>
#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/results.h"
#include "cli/session.h"
#include "http/real_http.h"
#include "kube/kubelet_access.h"
#include "phases/bridge.h"

namespace kcluster {
namespace {

struct Choices {
  bool dry_run = false;
};

void show(const Node& node, Report& report, Result result, const std::string& output) {
  report.results.push_back(std::move(result));
  if (output == "text") fmt::print("{}", node.would_change());
  print_results(report, output);
}

void require_reach(const BridgeWork& work) {
  if (work.findings.empty()) return;
  throw Error(fmt::format("not all pods can be reached from this node: {} ranges are left out",
                          work.findings.size()),
              "do what the warnings say; the other nodes' pods are reached");
}

enum class Keep { no, yes };

// The cluster is only looked at, so that a dry run asks the real one too.
void take_part(const Globals& globals, const Choices& choices, Duration limit, Keep keep) {
  Node node(globals, choices.dry_run ? Node::Effects::dry : Node::Effects::real);
  Ports& w = node.ports();
  const auto access = kubelet_access(w.files);
  const Client api(make_http(access.endpoint, node.stop()),
                   {&w.clock, std::chrono::duration_cast<Millis>(limit)});
  const BridgePlan plan{access.node, w.system.facts().program, limit};
  const auto work = sync_bridge(plan, api, w.files, w.system, w.clock, w.tell);
  if (keep == Keep::yes) keep_bridge(plan, w.files, w.system, w.tell);
  show(node, w.report, bridge_result(plan, work), globals.output);
  if (keep == Keep::yes) require_reach(work);
}

// Under a timer, what is not ready yet is the next run's, and a node that is out of reach is no
// failure of this one's: it is warned of.
void sync(const Globals& globals, const Choices& choices) {
  take_part(globals, choices, Duration(0), Keep::no);
}

void install(const Globals& globals, const Choices& choices) {
  take_part(globals, choices, std::chrono::minutes(1), Keep::yes);
}

void remove(const Globals& globals, const Choices& choices) {
  Node node(globals, choices.dry_run ? Node::Effects::dry : Node::Effects::real);
  Ports& w = node.ports();
  remove_bridge(w.files, w.system, w.tell);
  show(node, w.report, left_of_bridge(w.system.facts()), globals.output);
}

/// A row of `kcluster pod-network`.
struct Action {
  const char *name, *summary;
  void (*run)(const Globals&, const Choices&);
};

constexpr Action kActions[] = {
    {"sync", "bring this node's routes to other nodes' pods up to date, once", sync},
    {"install", "make this node take part in the cluster's bridge network, and keep it so",
     install},
    {"remove", "take away what install and sync laid down on this node", remove},
};

void add_action(CLI::App& command, Session& session, const Action& action) {
  auto* made = command.add_subcommand(action.name, action.summary);
  auto choices = std::make_shared<Choices>();
  made->add_flag("--dry-run", choices->dry_run, "show what would be done, change nothing");
  add_output(*made, session.globals);
  runs(*made, session, [&session, choices, run = action.run] { run(session.globals, *choices); });
}

}  // namespace

void add_pod_network(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  for (const auto& action : kActions) add_action(command, session, action);
}

}  // namespace kcluster
