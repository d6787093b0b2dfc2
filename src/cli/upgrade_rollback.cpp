#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/attempt.h"
#include "base/error.h"
#include "base/json_in.h"
#include "cli/confirm.h"
#include "cli/etcd_restore.h"
#include "cli/output.h"
#include "cli/results.h"
#include "cli/rollback_data.h"
#include "cli/tables.h"
#include "cli/upgrade.h"
#include "kubernetes/versions.h"
#include "workflow/transact.h"

namespace kcluster {
namespace {

using State = BegunUpgrade::State;

struct Options {
  bool yes = false, restore_data = false;
};

BegunUpgrade undoable(const Files& files) {
  const auto begun = read_upgrade(files);
  if (begun && begun->state != State::undone) return *begun;
  throw Error(begun ? "the last upgrade of this node was undone already"
                    : "no upgrade was begun on this node",
              "see `kcluster upgrade status`", Exit::usage);
}

/// A kubelet may be older than its API server, never newer (the version skew policy).
void refuse_newer_kubelets(const BegunUpgrade& begun, const UpgradePlan& plan, Ports& ports) {
  const auto nodes = attempt([&] {
    return ports.http(strongest_endpoint(plan.api, ports.files))->get("/api/v1/nodes").body;
  });
  const auto old = Version::parse(begun.spec.from);
  const auto list = nodes ? Json::parse(*nodes, nullptr, false) : Json();
  for (const auto& node : list_in(list, "/items")) {
    const auto version = string_in(node, "/status/nodeInfo/kubeletVersion");
    const auto kubelet = Version::parse(version);
    if (!kubelet || !old || kubelet->minor <= old->minor) continue;
    const auto name = string_in(node, "/metadata/name");
    throw Error(
        fmt::format("the kubelet of {} runs {}, which is newer than {}", name, version,
                    begun.spec.from),
        fmt::format("install the kubelet {} there and restart it, then go back", begun.spec.from),
        Exit::usage);
  }
}

/// What is about to be done, in words, and the user's leave.
void ask(const BegunUpgrade& begun, const UpgradePlan& plan, const RollbackData* data) {
  std::string kept = " etcd's data stay as they are.";
  if (data) {
    fmt::print("etcd's data become those of {}.\n{}", data->file(),
               lost_result(data->lost()).words);
    kept = " What etcd has now is set aside.";
  }
  confirm(
      fmt::format("put {} back from {} to {}?{}", plan.node, begun.spec.to, begun.spec.from, kept));
}

Result result_of(const BegunUpgrade& begun, const UpgradePlan& plan) {
  return {"rolledBack",
          {{"node", plan.node},
           {"from", begun.spec.to},
           {"to", begun.spec.from},
           {"backup", begun.backup}},
          fmt::format("{} runs {} again; the data of before the upgrade are in {}\n", plan.node,
                      begun.spec.from, begun.backup.empty() ? "no backup" : begun.backup)};
}

void restore_data(RollbackData& data, const Tell& sink) {
  const auto remedy =
      "the old version runs again with the data it had; they are restored by: "
      "kcluster etcd restore " +
      data.file();
  transact([&] { data.restore(); }, [] {},
           [&] {
             tell(sink, {Event::Kind::warning, "etcd", remedy});
           });
}

void run(const Globals& globals, const Options& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto begun = undoable(ports.files);
  const auto plan = plan_of(begun, ports);
  const auto held = hold_node(ports);
  refuse_newer_kubelets(begun, plan, ports);
  std::unique_ptr<RollbackData> data;
  if (options.restore_data) data = std::make_unique<RollbackData>(begun, node);
  if (!options.yes) ask(begun, plan, data.get());
  go_back(begun, plan, ports, node.stop());
  ports.report.results.push_back(result_of(begun, plan));
  if (data) {
    ports.report.results.push_back(lost_result(data->lost()));
    restore_data(*data, ports.tell);
  }
  print_results(ports.report, globals.output);
}

}  // namespace

void add_upgrade_rollback(CLI::App& command, Session& session) {
  auto options = std::make_shared<Options>();
  command.add_flag("-y,--yes", options->yes, "do not ask");
  command.add_flag(
      "--restore-data", options->restore_data,
      "let etcd's data come back as well, as the upgrade saved them: every write since "
      "is lost; with one member of etcd only");
  command.footer(phase_list<UpgradePlan>(rollback_table()));
  add_output(command, session.globals);
  runs(command, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
