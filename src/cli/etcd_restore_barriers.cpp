#include <CLI/App.hpp>
#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "cli/advance.h"
#include "cli/etcd_restore.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "cli/tables.h"
#include "observe/etcd.h"
#include "observe/etcd_restore.h"
#include "phases/restore_notes.h"
#include "plan/restore_receipt.h"
#include "workflow/transact.h"

namespace kcluster {
namespace {

constexpr auto kQuorum = std::chrono::minutes(10);  // the user goes from node to node meanwhile

struct BarrierOptions {
  std::string plan_file;
  BackupChoice backup;
  RestoreChoices choices;
  std::vector<std::string> receipts;
  bool undo = false;
};

RestoreSpec read_spec(const std::string& file, const Files& files) {
  const auto path = absolute(file);
  if (const auto text = files.read(path)) return parse_restore_spec(*text, path);
  throw Error("there is no restore file " + path,
              "make one on one of the control planes: kcluster etcd restore plan FILE",
              Exit::usage);
}

/// This node's part in it: a restore that was begun here must be the same one.
BegunRestore begun_here(const RestoreSpec& spec, const BarrierOptions& options,
                        const Files& files) {
  const auto begun = read_begun_restore(files);
  if (begun && begun->spec.id == spec.id) return *begun;
  if (begun && begun->state != BegunRestore::State::finished)
    throw Error("another restore was begun on this node: " + begun->spec.id,
                "finish it, or go back: kcluster etcd restore --undo", Exit::usage);
  if (options.undo)
    throw Error("this node has no part in the restore " + spec.id, "give its own restore file",
                Exit::usage);
  return {spec, options.backup.file};
}

/// A node's part, whichever barrier it stands at.
class Part {
 public:
  Part(const Globals& globals, const BarrierOptions& options)
      : globals_(globals),
        node_(globals, Node::Effects::real),
        spec_(read_spec(options.plan_file, node_.ports().files)),
        begun_(begun_here(spec_, options, node_.ports().files)) {
    auto& ports = node_.ports();
    plan_ = plan_restore(spec_, observe_restore(ports.files, ports.system, ports.etcd),
                         options.choices);
    plan_.file = begun_.file;
    plan_.limit = kQuorum;
    if (options.undo) begun_.state = BegunRestore::State::undoing;
    held_ = hold_node(ports);
  }

  Node& node() { return node_; }
  EtcdRestorePlan& plan() { return plan_; }
  const RestoreSpec& spec() const { return spec_; }
  void name_file(const std::string& file) { plan_.file = begun_.file = file; }

  void run(RestoreBarrier barrier) {
    auto& ports = node_.ports();
    const auto way =
        begun_.state == BegunRestore::State::undoing ? RestoreWay::undo : RestoreWay::restore;
    write_begun_restore(begun_, ports.files);
    const auto rows = restore_barrier_table(barrier, way);
    const auto there = [&] {
      run_steps(due_steps<EtcdRestorePlan>(rows, plan_, ports, {}), ports.tell, node_.stop());
    };
    const auto back = [&] {
      if (barrier == RestoreBarrier::stop) abandon_restore(plan_, ports.files, ports.system);
    };
    transact(
        there, [&] { node_.rearm(); }, back);
  }
  void finish() {
    auto& files = node_.ports().files;
    if (begun_.state == BegunRestore::State::undoing) {
      forget_restore(files);
    } else {
      begun_.state = BegunRestore::State::finished;
      write_begun_restore(begun_, files);
    }
    print_results(node_.ports().report, globals_.output);
  }
  /// Its words end with the receipt, alone on its line.
  void tell_receipt(RestoreStep step, const std::string& words) {
    const auto receipt = restore_receipt(spec_, plan_.name, step);
    node_.ports().report.results.push_back({"receipt", receipt, words + receipt + "\n"});
    print_results(node_.ports().report, globals_.output);
  }

 private:
  const Globals& globals_;
  Node node_;
  std::unique_ptr<HeldLock> held_;
  RestoreSpec spec_;
  BegunRestore begun_;
  EtcdRestorePlan plan_;
};

void run_stop(const Globals& globals, const BarrierOptions& options) {
  Part part(globals, options);
  part.run(RestoreBarrier::stop);
  part.tell_receipt(RestoreStep::stopped,
                    "The control plane is off this node. When it is on every node, give the "
                    "receipts of all to `build`:\n");
}

/// Those of this node's own step are not needed, its static pods show it.
void require_stopped(const BarrierOptions& options, EtcdRestorePlan& plan) {
  auto stopped = receipt_nodes(plan.spec, options.receipts, RestoreStep::stopped);
  stopped.push_back(plan.name);
  plan.without.insert(plan.without.end(), stopped.begin(), stopped.end());
  std::vector<std::string> missing;
  for (const auto& name : member_names(plan.spec.members))
    if (std::find(plan.without.begin(), plan.without.end(), name) == plan.without.end())
      missing.push_back(name);
  if (!missing.empty())
    throw Error("these nodes have not been stopped: " + join(missing, ", "),
                "run `kcluster etcd restore stop` there and give its receipt with --receipt; "
                "silence is no proof: only a lost one is named with --destroyed",
                Exit::usage);
}

void require_aside(const EtcdRestorePlan& plan, const Files& files) {
  const auto place = manifest_place(files, "etcd");
  if (place && place->parent_path() == plan.aside.folder) return;
  throw Error("etcd is not stopped on this node", "first: kcluster etcd restore stop", Exit::usage);
}

void run_build(const Globals& globals, const BarrierOptions& options) {
  Part part(globals, options);
  auto& ports = part.node().ports();
  require_aside(part.plan(), ports.files);
  require_stopped(options, part.plan());
  const auto pace = told_advance("restore", ports.tell, part.node().stop());
  std::optional<BackupFile> backup;
  std::optional<RestoreSource> source;
  if (!options.undo) {
    backup.emplace(options.backup, part.node(), pace);
    source.emplace(RestoreSource{backup->snapshot(), backup->digest(), pace});
    part.name_file(backup->name());
    part.plan().source = &*source;
  }
  part.run(RestoreBarrier::build);
  part.tell_receipt(RestoreStep::built,
                    "The data are in place. When they are on every node: kcluster etcd restore "
                    "start\n");
}

void run_start(const Globals& globals, const BarrierOptions& options) {
  Part part(globals, options);
  if (member_names(part.spec().members).size() > 1)
    tell(part.node().ports().tell,
         {Event::Kind::warning, "etcd",
          "it leads once most members have started: run this command on the other nodes, too"});
  part.run(RestoreBarrier::start);
  part.finish();
}

struct Barrier {
  const char *name, *summary;
  void (*run)(const Globals&, const BarrierOptions&);
  enum class Takes { plan, file } takes = Takes::plan;
};
constexpr Barrier kBarriers[] = {
    {"stop", "of several: take the control plane off this node", run_stop},
    {"build", "of several: build this node's data", run_build, Barrier::Takes::file},
    {"start", "of several: let this node's control plane start", run_start},
};

}  // namespace

void add_restore_barriers(CLI::App& restore, Session& session) {
  for (const auto& row : kBarriers) {
    auto options = std::make_shared<BarrierOptions>();
    auto* command = restore.add_subcommand(row.name, row.summary);
    command->fallthrough(false);
    command->add_option("--plan", options->plan_file, "what `kcluster etcd restore plan` has made")
        ->required();
    if (row.takes == Barrier::Takes::file) {
      command->add_option("file", options->backup.file, "the backup that the plan was made for");
      add_backup_choice(*command, options->backup);
      command->add_option("--receipt", options->receipts, "what `stop` told on each other node")
          ->delimiter(',');
      command->add_option("--destroyed", options->choices.without, "members that are lost for good")
          ->delimiter(',');
      auto* undo = command->add_flag("--undo", options->undo,
                                     "put the data from before the restore in place");
      command
          ->add_flag("--discard-writes", options->choices.discard_writes,
                     "with --undo: lose what was written since")
          ->needs(undo);
    }
    add_output(*command, session.globals);
    runs(*command, session, [&session, &row, options] { row.run(session.globals, *options); });
  }
}

}  // namespace kcluster
