#include "cli/etcd_restore.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/advance.h"
#include "cli/confirm.h"
#include "cli/etcd_snapshot.h"
#include "cli/output.h"
#include "cli/results.h"
#include "cli/tables.h"
#include "host/random.h"
#include "kubernetes/paths.h"
#include "observe/etcd_restore.h"
#include "phases/etcd_archive.h"
#include "phases/rest.h"
#include "phases/restore_notes.h"
#include "phases/restored_files.h"
#include "workflow/transact.h"

namespace kcluster {
namespace {

constexpr Millis kOther = std::chrono::seconds(10);
using Rows = std::span<const Phase<EtcdRestorePlan>>;

// a living cluster's other members would go on without this one
void refuse_others(const SeenRestore& seen, const EtcdRestorePlan& plan) {
  const auto left = unaccounted(plan, seen.others.value_or(std::vector<std::string>{}));
  if (left.empty()) return;
  throw Error(fmt::format("etcd has other members, too: {}", join(left, ", ")),
              "restore them together: kcluster etcd restore plan " + plan.file, Exit::usage);
}

/// The restore that was cut off, or a new one.
BegunRestore chosen(const RestoreOptions& options, const BackupFile& backup,
                    const SeenRestore& seen, const Ports& ports) {
  const auto begun = read_begun_restore(ports.files);
  if (!begun || begun->state == BegunRestore::State::finished)
    return {begin_restore(options, backup, seen, ports.clock), backup.name()};
  require_no_undo(*begun);
  if (begun->spec.snapshot == snapshot_identity(backup.snapshot())) return *begun;
  throw Error("a restore of " + begun->file + " was begun and is not finished",
              "finish it: kcluster etcd restore " + begun->file +
                  ", or go back: kcluster etcd restore --undo",
              Exit::usage);
}

void ask(const RestoreOptions& options, const EtcdRestorePlan& plan) {
  if (options.force) return;
  fmt::print(
      "The cluster's control plane stops and comes back with the data of {}.\n"
      "Whatever was written since then is gone; the present data are kept in {}.\n",
      plan.file, plan.old);
  confirm("Are you sure you want to proceed?");
}

/// Its data would be unreadable under another authority's names and keys.
void refuse_another_cluster(const RestoreOptions& options, const BackupFile& backup,
                            const Files& files) {
  if (!backup.archive() || options.choices.another_cluster) return;
  const auto path = std::string(paths::pki) + "/ca.crt";
  const auto theirs =
      archived_text(*backup.archive(), backup.bytes(), archive::files_folder + path);
  const auto ours = files.read(path);
  if (theirs.empty() || !ours || trim(*ours) == trim(theirs)) return;
  throw Error(backup.name() + " is of another cluster: its CA is not " + path,
              "restore it on a new machine with --pki, or let its data replace this cluster's: "
              "--another-cluster");
}

/// Of a dry run: the new data are not built, the rest is looked at as ever.
void rehearse(const EtcdRestorePlan& plan, const BackupFile& backup, const Globals& globals,
              Ports& ports) {
  const auto seen = examine_snapshot(backup.snapshot(), backup.digest());
  require_sound(seen, backup.name());
  std::string words = fmt::format(
      "would restore {} ({} keys, revision {}) as the member {}\nand keep the present data in {}\n",
      plan.file, seen.contents.keys, seen.contents.revision, plan.name, plan.old);
  for (const auto& row : restore_table())
    words += fmt::format("  {:<16}{}\n", row.name, row.summary);
  ports.report.results.push_back({"wouldRestore",
                                  {{"file", plan.file},
                                   {"revision", seen.contents.revision},
                                   {"member", plan.name},
                                   {"setAside", plan.old}},
                                  words});
  print_results(ports.report, globals.output);
}

void run_rows(Rows rows, const EtcdRestorePlan& plan, Ports& ports, std::stop_token stop) {
  run_steps(due_steps<EtcdRestorePlan>(rows, plan, ports, {}), ports.tell, std::move(stop));
}

void tell_half_way(const Tell& sink) {
  tell(sink,
       {Event::Kind::warning, "etcd",
        "the restored data are in place: run the same command again to go on, or go back with "
        "kcluster etcd restore --undo"});
}

void restore_here(const Globals& globals, const RestoreOptions& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto pace = told_advance("restore", ports.tell, node.stop());
  const BackupFile backup(options.backup, node, pace);
  const RestoreSource source{backup.snapshot(), backup.digest(), pace};
  const auto settled = settle_restore(options, backup, source, ports);
  if (options.dry_run) return rehearse(settled.plan, backup, globals, ports);
  ask(options, settled.plan);
  const auto held = hold_node(ports);
  restore_settled(settled, node);
  print_results(ports.report, globals.output);
}

void run_undo(const Globals& globals, const RestoreOptions& options) {
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  auto& ports = node.ports();
  auto begun = read_begun_restore(ports.files);
  if (!begun)
    throw Error("no restore was begun on this node",
                "run it where `kcluster etcd restore FILE` has run", Exit::usage);
  const auto held = hold_node(node.observed());
  const auto seen = observe_restore(node.observed().files, ports.system, node.observed().etcd);
  auto plan = plan_restore(begun->spec, seen, options.choices);
  plan.file = begun->file;
  require_discard(plan, ports.files, ports.etcd);
  begun->state = BegunRestore::State::undoing;
  write_begun_restore(*begun, ports.files);
  transact([&] { run_rows(undo_restore_table(), plan, ports, node.stop()); }, [&] { node.rearm(); },
           [&] { recover(ports.files, ports.system); });
  forget_restore(ports.files);
  ports.report.results.push_back(
      {"undone",
       {{"discarded", plan.discarded}},
       fmt::format("etcd's data are those from before the restore. The restored ones lie in {0}; "
                   "once nobody needs them: rm -r {0}\n"
                   "Clients have seen later revisions: restart the kubelet of every other node\n",
                   plan.discarded)});
  print_outcome(ports.report, node.would_change(), globals.output);
}

void run(const Globals& globals, const RestoreOptions& options) {
  if (options.undo && !options.backup.file.empty())
    throw Error("--undo goes back, it takes no file", "leave one of them out", Exit::usage);
  if (options.undo) return run_undo(globals, options);
  if (options.backup.file.empty())
    throw Error("a backup is to be named", "kcluster etcd restore FILE", Exit::usage);
  options.pki ? restore_with_pki(globals, options) : restore_here(globals, options);
}

}  // namespace

std::unique_ptr<HeldLock> hold_node(Ports& ports) {
  std::unique_ptr<HeldLock> held;
  ports.clock.await("another kcluster on this node to end", kOther,
                    [&]() -> std::optional<std::string> {
                      held = ports.system.lock(paths::rest_lock);
                      return held ? std::nullopt : std::optional<std::string>("it is at work");
                    });
  return held;
}

SettledRestore settle_restore(const RestoreOptions& options, const BackupFile& backup,
                              const RestoreSource& source, const Ports& ports) {
  const auto seen = observe_restore(ports.files, ports.system, ports.etcd);
  SettledRestore settled{chosen(options, backup, seen, ports), {}};
  settled.plan = plan_restore(settled.begun.spec, seen, options.choices);
  settled.plan.file = backup.name();
  settled.plan.source = &source;
  refuse_others(seen, settled.plan);
  refuse_another_cluster(options, backup, ports.files);
  return settled;
}

void restore_settled(SettledRestore settled, Node& node) {
  auto& ports = node.ports();
  write_begun_restore(settled.begun, ports.files);
  transact([&] { run_rows(restore_table(), settled.plan, ports, node.stop()); },
           [&] { node.rearm(); },
           [&] {
             if (!abandon_restore(settled.plan, ports.files, ports.system))
               tell_half_way(ports.tell);
           });
  settled.begun.state = BegunRestore::State::finished;
  write_begun_restore(settled.begun, ports.files);
}

void require_no_undo(const BegunRestore& begun) {
  if (begun.state != BegunRestore::State::undoing) return;
  throw Error("the restore of " + begun.file + " is being undone",
              "run it again to its end: kcluster etcd restore --undo --discard-writes",
              Exit::usage);
}

RestoreSpec begin_restore(const RestoreOptions& options, const BackupFile& backup,
                          const SeenRestore& seen, const Clock& clock) {
  const auto now = clock.now();
  return new_restore(seen, snapshot_identity(backup.snapshot()), time_stamp(now),
                     fresh_cluster_token(), bump_of(options.choices.bump, now));
}

std::int64_t bump_of(std::optional<std::int64_t> wanted, Time now) {
  const auto since = std::chrono::duration_cast<Seconds>(now.time_since_epoch());
  return wanted.value_or(default_bump(since.count()));
}

std::string fresh_cluster_token() { return "kcluster-" + hex(random_bytes(16)); }

namespace {

void add_pki(CLI::App& command, RestoreOptions& options) {
  auto* pki = command.add_flag("--pki", options.pki,
                               "onto a machine without a cluster: keys and configuration as well");
  command
      .add_option("--config", options.node_config,
                  "with --pki: a file with this node's InitConfiguration")
      ->needs(pki);
  command.add_option("--node-name", options.node_name, "with --pki: what this node is called")
      ->needs(pki);
  command
      .add_option("--ignore-preflight-errors", options.ignore_preflight_errors,
                  "with --pki: checks whose errors are warnings, comma separated")
      ->delimiter(',')
      ->needs(pki);
}

}  // namespace

void add_etcd_restore(CLI::App& etcd, Session& session) {
  auto options = std::make_shared<RestoreOptions>();
  auto* command = etcd.add_subcommand("restore", "let the cluster begin again from a backup");
  command->fallthrough();
  command->add_option("file", options->backup.file, "a backup's archive, or a snapshot");
  add_backup_choice(*command, options->backup);
  auto& choices = options->choices;
  command->add_flag("--undo", options->undo, "go back to the data from before the restore");
  command->add_flag("--discard-writes", choices.discard_writes,
                    "with --undo: lose what was written since");
  command
      ->add_option("--destroyed", choices.without,
                   "other members that are lost for good, comma separated")
      ->delimiter(',');
  command
      ->add_option("--bump-revision", choices.bump,
                   "by which the revision rises, so that clients see that time went back; "
                   "0: not at all; default: some billions")
      ->check(CLI::NonNegativeNumber);
  command->add_flag("--another-cluster", choices.another_cluster,
                    "the backup may be of another cluster than this node's");
  command->add_flag("--keep-tokens", choices.keep_tokens,
                    "keep the bootstrap tokens that the backup brings back");
  add_pki(*command, *options);
  command->add_flag("-f,--force", options->force, "do not ask");
  command->add_flag("--dry-run", options->dry_run, "show what would be done, change nothing");
  command->footer(phase_list<EtcdRestorePlan>(restore_table()));
  add_output(*command, session.globals);
  add_restore_plan(*command, session);
  add_restore_barriers(*command, session);
  runs(*command, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
