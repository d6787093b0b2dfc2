#include <CLI/App.hpp>

#include "base/json_in.h"
#include "cli/advance.h"
#include "cli/backup_file.h"
#include "cli/etcd_snapshot.h"
#include "cli/output.h"
#include "cli/results.h"
#include "host/rfc3339.h"
#include "report/snapshot.h"

namespace kcluster {
namespace {

std::optional<Seconds> age_of(const ArchiveSeen& seen, const Clock& clock) {
  const auto made = parse_time(string_in(seen.manifest, "/created"));
  if (!made) return std::nullopt;
  return std::chrono::floor<Seconds>(clock.now() - *made);
}

void run(const Globals& globals, const BackupChoice& choice) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto pace = told_advance("verify", ports.tell, node.stop());
  const BackupFile backup(choice, node, pace);
  if (const auto& seen = backup.archive())
    ports.report.results.push_back(archive_result(*seen, age_of(*seen, ports.clock)));
  const auto seen = examine_snapshot(backup.snapshot(), backup.digest(), pace);
  ports.report.results.push_back(snapshot_result(seen, backup.name()));
  print_results(ports.report, globals.output);
  require_sound(seen, backup.name());
}

}  // namespace

void add_etcd_verify(CLI::App& etcd, Session& session) {
  auto choice = std::make_shared<BackupChoice>();
  auto* command =
      etcd.add_subcommand("verify", "look whether a backup is whole, and what it holds");
  command->fallthrough();
  command->add_option("file", choice->file, "a backup's archive, or a snapshot")->required();
  add_backup_choice(*command, *choice);
  add_output(*command, session.globals);
  runs(*command, session, [&session, choice] { run(session.globals, *choice); });
}

}  // namespace kcluster
