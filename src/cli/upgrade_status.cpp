#include <fmt/format.h>

#include "cli/output.h"
#include "cli/results.h"
#include "cli/upgrade.h"
#include "host/rfc3339.h"
#include "phases/upgrade_drain.h"

namespace kcluster {
namespace {

using State = BegunUpgrade::State;

std::string next_step(const BegunUpgrade& begun) {
  switch (begun.state) {
    case State::open:
      return fmt::format(
          "it was cut off in the phase {}\n"
          "  go on:   kcluster upgrade apply {}\n  go back: kcluster upgrade rollback\n",
          begun.row.empty() ? "before the first" : begun.row, begun.spec.to);
    case State::going_back:
      return "the way back was cut off; go on with it: kcluster upgrade rollback\n";
    case State::finished:
      return "it is finished; as long as no kubelet is newer this goes back: kcluster upgrade "
             "rollback\n";
    case State::undone:
      return "it was undone\n";
  }
  return "";
}

Result result_of(const std::optional<BegunUpgrade>& begun) {
  if (!begun) return {"upgrade", nullptr, "no upgrade was begun on this node\n"};
  const auto& spec = begun->spec;
  return {"upgrade",
          {{"id", spec.id},
           {"node", begun->saved.seen.name},
           {"from", spec.from},
           {"to", spec.to},
           {"began", rfc3339(spec.began)},
           {"state", words_of(begun->state)},
           {"phase", begun->row},
           {"backup", begun->backup}},
          fmt::format(
              "upgrade of {} from {} to {}, begun {}\n{}{}", begun->saved.seen.name, spec.from,
              spec.to, rfc3339(spec.began), next_step(*begun),
              begun->backup.empty() ? "" : fmt::format("what was before: {}\n", begun->backup))};
}

Result drain_of(const DrainedNode& drained) {
  return {"drained",
          {{"node", drained.node}, {"version", drained.version}, {"cordoned", drained.ours}},
          fmt::format("{} was drained for {}; go on: kcluster upgrade node --drain\n", drained.node,
                      drained.version)};
}

}  // namespace

void add_upgrade_status(CLI::App& command, Session& session) {
  add_output(command, session.globals);
  runs(command, session, [&session] {
    Node node(session.globals, Node::Effects::real);
    auto& ports = node.ports();
    ports.report.results.push_back(result_of(read_upgrade(ports.files)));
    if (const auto drained = read_drained(ports.files))
      ports.report.results.push_back(drain_of(*drained));
    print_results(ports.report, session.globals.output);
  });
}

}  // namespace kcluster
