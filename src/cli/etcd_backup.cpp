#include <fmt/format.h>

#include "base/error.h"
#include "cli/etcd_snapshot.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/pace.h"
#include "cli/results.h"
#include "phases/etcd_backup.h"
#include "report/snapshot.h"

namespace kcluster {
namespace {

struct BackupOptions {
  EtcdSeen access;
  std::string file;
  bool snapshot_only = false, dry_run = false;
};

Result rehearsal(const MemberHealth& member, const Path& path) {
  const auto size = member.status->db_size;
  return {"wouldSave",
          {{"member", member.member.name},
           {"endpoint", member.endpoint},
           {"bytes", size},
           {"file", path.string()}},
          fmt::format("would save the database of {} ({}, {} bytes) to {}\n",
                      member_label(member.member), member.endpoint, size, path.string())};
}

void refuse_folder(const Path& path, const Files& files) {
  const auto seen = files.look(path);
  if (seen && seen->kind == Stat::Kind::folder)
    throw Error(fmt::format("{} is a folder", path.string()), "name a file in it", Exit::usage);
}

void run(const Globals& globals, const BackupOptions& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto path = std::filesystem::absolute(options.file);
  refuse_folder(path, ports.files);
  const auto reached = reach_etcd(options.access, ports.files);
  const auto etcd = ports.etcd(etcd_access(reached, ports.files));
  const auto member = backup_member(look_at_health(*etcd));
  if (options.dry_run) {
    ports.report.results.push_back(rehearsal(member, path));
    return print_results(ports.report, globals.output);
  }
  tell(ports.tell,
       {Event::Kind::began, "backup", "the database of " + member_label(member.member)});
  const auto pace = told_pace("backup", ports.tell, node.stop());
  const auto saved = save_snapshot(member.endpoint, path, *etcd, ports.files, pace, ports.tell);
  tell(ports.tell, {Event::Kind::ended, "backup", "saved and verified"});
  ports.report.results.push_back(snapshot_result(saved, path.string()));
  print_results(ports.report, globals.output);
}

}  // namespace

void add_etcd_backup(CLI::App& etcd, Session& session) {
  auto options = std::make_shared<BackupOptions>();
  auto* command = etcd.add_subcommand("backup", "save the cluster's data, verified");
  command->fallthrough();
  command->add_option("file", options->file, "where to; an older file is replaced")->required();
  command
      ->add_flag("--snapshot-only", options->snapshot_only, "a plain snapshot, as etcdutl takes it")
      ->required();
  add_etcd_access(*command, options->access);
  command->add_flag("--dry-run", options->dry_run, "show what would be saved, save nothing");
  add_output(*command, session.globals);
  command->callback([&session, options] {
    session.run = [&session, options] { run(session.globals, *options); };
  });
}

}  // namespace kcluster
