#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/advance.h"
#include "cli/etcd_restore.h"
#include "cli/etcd_snapshot.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "phases/etcd_archive.h"

namespace kcluster {
namespace {

struct PlanOptions {
  BackupChoice backup;
  std::vector<std::string> destroyed;
  std::string only;  ///< the one member that is restored; the others join it again
  std::optional<std::int64_t> bump;
  std::string output = "restore.json";
};

struct Member {
  std::string name;
  std::vector<std::string> peer_urls;
};
using Members = std::vector<Member>;

/// As the cluster has them now; of one that does not answer as the snapshot has them.
Members listed(const SnapshotReport& snapshot, const Ports& ports) {
  Members all;
  const auto live = attempt([&] {
    auto access = etcd_access(reach_etcd({}, ports.files), ports.files);
    access.timeout = std::chrono::seconds(2);
    return ports.etcd(access)->members(Etcd::Reading::serializable);
  });
  if (live)
    for (const auto& member : *live)
      if (!member.learner && !member.name.empty()) all.push_back({member.name, member.peer_urls});
  if (live) return all;
  for (const auto& member : snapshot.contents.members)
    if (!member.learner && !member.name.empty()) all.push_back({member.name, member.peer_urls});
  return all;
}

Members members_of(const SnapshotReport& snapshot, const Ports& ports) {
  auto all = listed(snapshot, ports);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return all;
}

bool names(const std::vector<std::string>& all, const std::string& name) {
  return std::find(all.begin(), all.end(), name) != all.end();
}

void check_names(const PlanOptions& options, const Members& members) {
  std::vector<std::string> known;
  for (const auto& member : members) known.push_back(member.name);
  auto asked = options.destroyed;
  if (!options.only.empty()) asked.push_back(options.only);
  for (const auto& name : asked)
    if (!names(known, name))
      throw Error(fmt::format("etcd has no member {}; it has {}", name, join(known, ", ")),
                  "name members as `kcluster etcd members` lists them", Exit::usage);
}

std::string initial_cluster(const PlanOptions& options, const Members& members) {
  std::vector<std::string> made;
  for (const auto& member : members) {
    if (names(options.destroyed, member.name)) continue;
    if (!options.only.empty() && member.name != options.only) continue;
    for (const auto& url : member.peer_urls) made.push_back(member.name + "=" + url);
  }
  if (made.empty()) throw Error("no member is left to be restored", "name fewer", Exit::usage);
  return join(made, ",");
}

/// The order for the user: what is run where, and when the next may begin.
std::string words(const PlanOptions& options, const RestoreSpec& spec, const Members& members,
                  const std::string& path) {
  const auto restored = member_names(spec.members);
  std::vector<std::string> alive;
  for (const auto& member : members)
    if (!names(options.destroyed, member.name)) alive.push_back(member.name);
  std::string text = fmt::format(
      "Copy {} and {} to every node below. Each step is done on all its nodes before the next "
      "begins.\n\n1. stop, on {}:\n   kcluster etcd restore stop --plan {}\n"
      "   Each tells a receipt.\n\n",
      path, options.backup.file, join(alive, ", "), path);
  std::string lost;
  for (const auto& name : options.destroyed) lost += " --destroyed " + name;
  text += fmt::format(
      "2. build, on {}:\n   kcluster etcd restore build {} --plan {}{} --receipt …\n"
      "   with the receipts of all other nodes of step 1.\n\n"
      "3. start, on {}:\n   kcluster etcd restore start --plan {}\n"
      "   etcd leads once most members have started; each run proves what it sees then.\n",
      join(restored, ", "), options.backup.file, path, lost, join(restored, ", "), path);
  for (const auto& name : alive)
    if (!names(restored, name))
      text += fmt::format(
          "\nThen on {}: kcluster reset, and join it again (kcluster "
          "join-command --control-plane)\n",
          name);
  if (options.only.empty() && restored.size() > 1)
    text +=
        fmt::format("\nThe shorter way restores one and lets the others join it again: --only {}\n",
                    restored.front());
  return text;
}

void run(const Globals& globals, const PlanOptions& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto pace = told_advance("verify", ports.tell, node.stop());
  const BackupFile backup(options.backup, node, pace);
  const auto seen = examine_snapshot(backup.snapshot(), backup.digest(), pace);
  require_sound(seen, backup.name());
  const auto members = members_of(seen, ports);
  check_names(options, members);
  const auto now = ports.clock.now();
  const RestoreSpec spec{time_stamp(now), seen.sha256, initial_cluster(options, members),
                         fresh_cluster_token(), bump_of(options.bump, now)};
  const auto path = absolute(options.output);
  ports.files.write(path, to_json(spec).dump(2) + "\n", {0600});
  ports.report.results.push_back({"restorePlan",
                                  {{"plan", path}, {"spec", to_json(spec)}},
                                  words(options, spec, members, path)});
  print_results(ports.report, globals.output);
}

}  // namespace

void add_restore_plan(CLI::App& restore, Session& session) {
  auto options = std::make_shared<PlanOptions>();
  auto* command = restore.add_subcommand(
      "plan", "of several control planes: decide for all, show what is run where, in which order");
  command->fallthrough(false);
  command->add_option("file", options->backup.file, "a backup's archive, or a snapshot")
      ->required();
  add_backup_choice(*command, options->backup);
  command->add_option("--destroyed", options->destroyed, "members that are lost for good")
      ->delimiter(',');
  command->add_option("--only", options->only,
                      "restore this member alone; the others join it again");
  command->add_option("--bump-revision", options->bump, "by which the revision rises")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--plan", options->output, "the file to write; default: restore.json");
  add_output(*command, session.globals);
  runs(*command, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
