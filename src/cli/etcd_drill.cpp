#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "cli/advance.h"
#include "cli/backup_file.h"
#include "cli/etcd_snapshot.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "kubernetes/paths.h"
#include "observe/node.h"
#include "phases/etcd_drill.h"
#include "report/columns.h"

namespace kcluster {
namespace {

struct DrillOptions {
  BackupChoice backup;
  std::string work_dir, binary, cri_socket;
};

const char* verdict(bool same) { return same ? "same" : "DIFFERS"; }

struct Line {
  std::string name, file, etcd;
};

std::vector<Line> lines_of(const DrillSeen& seen) {
  std::vector<Line> made{
      {"HashKV", fmt::format("{:x}", seen.hash_kv), fmt::format("{:x}", seen.hash.hash)},
      {"all keys", std::to_string(seen.file.keys), std::to_string(seen.etcd_counts.keys)}};
  for (const auto& [prefix, count] : seen.file.by_prefix)
    made.push_back(
        {prefix, std::to_string(count), std::to_string(seen.etcd_counts.by_prefix.at(prefix))});
  return made;
}

std::string table(const DrillSeen& seen) {
  Rows rows{{"WHAT", "BACKUP", "ETCD", ""}};
  for (const auto& line : lines_of(seen))
    rows.push_back({line.name, line.file, line.etcd, verdict(line.file == line.etcd)});
  return columns(rows);
}

Result drill_result(const DrillSeen& seen, const std::string& file) {
  Json kinds = Json::array();
  for (const auto& [prefix, count] : seen.file.by_prefix)
    kinds.push_back(
        {{"prefix", prefix}, {"backup", count}, {"etcd", seen.etcd_counts.by_prefix.at(prefix)}});
  Json value{{"file", file},
             {"passed", seen.faults.empty()},
             {"etcd", seen.etcd},
             {"etcdVersion", seen.version},
             {"revision", seen.snapshot.contents.revision},
             {"hashKV", {{"backup", seen.hash_kv}, {"etcd", seen.hash.hash}}},
             {"keys", {{"backup", seen.file.keys}, {"etcd", seen.etcd_counts.keys}}},
             {"resources", std::move(kinds)},
             {"alarms", seen.alarms},
             {"faults", seen.faults},
             {"warnings", seen.warnings}};
  const auto end = seen.faults.empty() ? "the backup can be restored" : "the backup is NOT sound";
  auto words = fmt::format("{}\netcd {} ({}) at revision {}: {}\n", table(seen), seen.version,
                           seen.etcd, seen.snapshot.contents.revision, end);
  return {"drill", std::move(value), std::move(words)};
}

void require_passed(const DrillSeen& seen, const std::string& name) {
  if (seen.faults.empty()) return;
  Error error(fmt::format("an etcd restored from {} does not hold what the backup holds", name),
              "take another backup, from another member, and try that one");
  for (const auto& fault : seen.faults)
    error.findings.push_back({Finding::Weight::error, "drill", {}, fault, {}});
  throw error;
}

Path work_folder(const DrillOptions& options, Files& files) {
  if (options.work_dir.empty()) {
    files.make_dir(paths::state, 0700);
    return paths::state;
  }
  const Path folder = absolute(options.work_dir);
  auto resolved = files.resolved(folder);
  const auto seen = files.look(resolved);
  if (!seen || seen->kind != Stat::Kind::folder)
    throw Error(fmt::format("there is no folder {}", folder.string()),
                "make it, or name another one with --work-dir", Exit::usage);
  return resolved;
}

DrillPlan plan_of(const DrillOptions& options, const BackupFile& backup, Ports& ports) {
  DrillPlan plan;
  plan.name = backup.name();
  plan.digest = backup.digest();
  plan.work_folder = work_folder(options, ports.files);
  if (!options.binary.empty()) plan.binary = absolute(options.binary);
  if (options.cri_socket.empty())
    plan.cri_sockets = cri_sockets(ports.files);
  else
    plan.cri_sockets = {options.cri_socket};
  return plan;
}

void run(const Globals& globals, const DrillOptions& options) {
  if (globals.rootfs != "/")
    throw Error("a drill starts an etcd on this machine, not below another root",
                "leave --rootfs out", Exit::usage);
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto pace = told_advance("drill", ports.tell, node.stop());
  const BackupFile backup(options.backup, node, pace);
  const auto plan = plan_of(options, backup, ports);
  const auto seen =
      drill(plan, backup.snapshot(),
            {ports.files, ports.system, ports.clock, ports.cri, ports.etcd, ports.tell}, pace);
  for (const auto& warning : seen.warnings)
    tell(ports.tell, {Event::Kind::warning, "drill", warning});
  ports.report.results.push_back(drill_result(seen, backup.name()));
  print_results(ports.report, globals.output);
  require_passed(seen, backup.name());
}

}  // namespace

void add_etcd_drill(CLI::App& etcd, Session& session) {
  auto options = std::make_shared<DrillOptions>();
  auto* command = etcd.add_subcommand(
      "drill", "prove a backup: restore it in a folder of its own, start an etcd on it, compare");
  command->fallthrough();
  command->add_option("file", options->backup.file, "a backup's archive, or a snapshot")->required();
  command->add_option("--etcd-binary", options->binary,
                      "the etcd to start; default: the program of the one that runs on this node");
  command->add_option("--work-dir", options->work_dir,
                      "a folder with room for the data; default: /var/lib/kcluster");
  command->add_option("--cri-socket", options->cri_socket, "the container runtime's socket");
  add_backup_choice(*command, options->backup);
  add_output(*command, session.globals);
  runs(*command, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
