#include <fmt/format.h>

#include "cli/confirm.h"
#include "cli/reach.h"
#include "cli/upgrade_begin.h"
#include "host/undo_files.h"
#include "phases/rest.h"
#include "workflow/steps.h"
#include "workflow/transact.h"
#include "workflow/undo_http.h"

namespace kcluster {
namespace {

using State = BegunUpgrade::State;

constexpr const char* kPreflight = "preflight";
constexpr const char* kLast = "post-upgrade";  // the phase that ends an upgrade

/// Ports whose changes to the node's configuration and to the cluster can be undone.
class Undoing {
 public:
  explicit Undoing(Ports& below)
      : files_(below.files, upgrade_folder::files, {paths::kubernetes, paths::kubelet}),
        ports_{files_,
               below.system,
               below.clock,
               below.report,
               [dial = below.http, &files = below.files](const Endpoint& peer) {
                 return std::make_shared<UndoHttp>(dial(peer), files, upgrade_folder::objects);
               },
               below.cri,
               below.environment,
               below.tell,
               below.etcd,
               below.images} {}
  Ports& ports() { return ports_; }

 private:
  UndoFiles files_;
  Ports ports_;
};

bool is_noted(const BegunUpgrade& begun, const Files& files) {
  const auto left = read_upgrade(files);
  return left && left->spec.id == begun.spec.id;
}

/// What was there before an older upgrade is not what this one would go back to.
void start_journal(const BegunUpgrade& begun, Files& files) {
  if (is_noted(begun, files)) return;
  forget_before(files);
  write_upgrade(begun, files);
}

/// A preflight has nothing to undo: until it has passed, the way back is an older upgrade's.
std::vector<Step> noted(std::vector<Step> steps, const BegunUpgrade& begun, Files& files) {
  for (auto& step : steps)
    if (step.name != kPreflight)
      step.run = [&begun, &files, name = step.name, run = step.run] {
        start_journal(begun, files);
        note_row(name, files);
        run();
      };
  return steps;
}

std::string next_words(const BegunUpgrade& begun, const UpgradePlan& plan) {
  std::string words = fmt::format("the control plane of {} runs {}\n\n", plan.node, begun.spec.to);
  for (const auto& node : begun.saved.seen.other_control_planes)
    words += fmt::format("on {}: kcluster upgrade node\n", node);
  words += fmt::format(
      "then on each node: install the kubelet {0} and run kcluster upgrade node --drain\n\n"
      "until then this goes back: kcluster upgrade rollback\n"
      "what was before is saved in {1}: it holds private keys\n",
      begun.spec.to, plan.backup.file);
  return words;
}

void tell_phase(const BegunUpgrade& begun, const std::string& phase, Report& report) {
  const bool open = begun.state == State::open;
  report.results.push_back(
      {"phase",
       {{"name", phase}, {"to", begun.spec.to}, {"state", words_of(begun.state)}},
       fmt::format("phase {} of the upgrade to {} is done{}\n", phase, begun.spec.to,
                   open ? fmt::format("; it is open until its phase {} ends it", kLast) : "")});
}

void tell_end(const BegunUpgrade& begun, const UpgradePlan& plan, Report& report) {
  report.results.push_back({"upgraded",
                            {{"node", plan.node},
                             {"from", begun.spec.from},
                             {"to", begun.spec.to},
                             {"backup", begun.backup}},
                            next_words(begun, plan)});
}

void end_journal(const Selection& selection, Files& files) {
  auto begun = *read_upgrade(files);
  if (!selection.only.empty() && selection.only != kLast) return;
  begun.state = State::finished;
  write_upgrade(begun, files);
}

/// A phase that fails after its upgrade was finished takes nothing of that back.
void apply(const BegunUpgrade& begun, const UpgradePlan& plan, const Selection& selection,
           Node& node) {
  auto& ports = node.ports();
  recover(ports.files, ports.system);
  Undoing undoing(ports);
  const auto there = [&] {
    const auto steps = due_steps<UpgradePlan>(upgrade_table(), plan, undoing.ports(), selection);
    run_steps(noted(steps, begun, ports.files), ports.tell, node.stop());
  };
  const auto back = [&] {
    if (begun.state != State::finished && is_noted(begun, ports.files))
      go_back(*read_upgrade(ports.files), plan, ports, node.stop());
  };
  transact(
      there, [&] { node.rearm(); }, back);
  start_journal(begun, ports.files);
  end_journal(selection, ports.files);
  const auto now = *read_upgrade(ports.files);
  if (selection.only.empty()) return tell_end(now, plan, ports.report);
  tell_phase(now, selection.only, ports.report);
}

void rehearse(const UpgradePlan& plan, const Selection& chosen_rows, Node& node) {
  auto& ports = node.ports();
  Selection selection = chosen_rows;
  // what would run does not run, so there is nothing to be saved or held against it
  for (const char* row : {"backup", "control-plane/health", "control-plane/verify"})
    selection.skip.push_back(row);
  run_steps(due_steps<UpgradePlan>(upgrade_table(), plan, ports, selection), ports.tell,
            node.stop());
}

void look_only(const UpgradePlan& plan, const Selection& selection, Node& node) {
  auto& ports = node.ports();
  run_steps(due_steps<UpgradePlan>(upgrade_table(), plan, ports, selection), ports.tell,
            node.stop());
}

}  // namespace

void upgrade_control_plane(const UpgradeWishes& wanted, bool asks, Node& node) {
  const Selection selection{wanted.phase, wanted.apply.skip_phases};
  check_names(selection, row_names<UpgradePlan>(upgrade_table()));
  const auto begun = chosen(wanted, node);
  auto plan = plan_of(begun, node.observed());
  plan.pull.bundle = wanted.bundle;
  if (begun.row.empty() && plan.whole && selected(selection, kPreflight))
    plan.preflight = checks_of(wanted, begun, node.observed());
  if (wanted.apply.dry_run) {
    node.rehearse();
    reach(wanted.kubeconfig, node, api_patience);
    return rehearse(plan, selection, node);
  }
  if (wanted.phase == kPreflight) return look_only(plan, selection, node);
  if (asks && wanted.phase.empty())
    confirm(fmt::format("upgrade {} from {} to {}?", plan.node, begun.spec.from, begun.spec.to));
  apply(begun, plan, selection, node);
}

}  // namespace kcluster
