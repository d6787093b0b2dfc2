#include <CLI/App.hpp>
#include <fmt/format.h>

#include "archive/archive.h"
#include "base/attempt.h"
#include "base/error.h"
#include "cli/advance.h"
#include "cli/etcd_backup.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "kube/client.h"
#include "kube/kubeconfig.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "observe/backup.h"
#include "observe/stored_configuration.h"
#include "phases/etcd_archive.h"
#include "report/etcd.h"
#include "report/snapshot.h"
#include "status/last_backup.h"

namespace kcluster {
namespace {

BackupNames names_of(const BackupOptions& options) {
  if (options.snapshot_only) return snapshot_names;
  return options.encrypt ? sealed_names : archive_names;
}

struct Target {
  Path file;
  std::optional<Path> folder;  ///< named by the user, where older ones may be pruned
};

Target target_of(const BackupOptions& options, const Files& files, Time now) {
  const Path path = absolute(options.place);
  const auto seen = files.look(path);
  const bool is_folder = !path.has_filename() || (seen && seen->kind == Stat::Kind::folder);
  if (!is_folder && options.keep)
    throw Error(fmt::format("{} is no folder", path.string()), "--keep prunes a folder",
                Exit::usage);
  if (!is_folder) return {path, std::nullopt};
  return {path / backup_name(names_of(options), now), path};
}

void check(const BackupOptions& options) {
  const bool has_source = !options.seal.key_file.empty() || options.seal.passphrase_fd >= 0;
  if (has_source && !options.encrypt)
    throw Error("a key or passphrase is given, but the backup is not to be encrypted",
                "add --encrypt", Exit::usage);
  if (options.encrypt && options.snapshot_only)
    throw Error("a plain snapshot cannot be encrypted", "leave --snapshot-only out", Exit::usage);
}

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

std::string configuration_if_told(Ports& ports) {
  const auto seen = attempt([&] {
    const Client api(ports.http(endpoint(read_kubeconfig(paths::admin_conf, ports.files))));
    return stored_text(api, names::kubeadm_config, "ClusterConfiguration");
  });
  if (seen) return *seen;
  tell(ports.tell,
       {Event::Kind::warning, "", "ClusterConfiguration is in the snapshot only: " + seen.why});
  return {};
}

ArchivePlan plan_of(const Path& file, const EtcdHealth& health, Ports& ports) {
  auto seen = observe_backup(ports.files);
  for (const auto& warning : seen.warnings) tell(ports.tell, {Event::Kind::warning, "", warning});
  std::vector<EtcdMember> members;
  std::string version;
  for (const auto& each : health.members) {
    members.push_back(each.member);
    if (each.status) version = each.status->version;
  }
  ArchivePlan plan;
  plan.file = file;
  plan.files = std::move(seen.files);
  plan.about = {{"kubernetesVersion", seen.kubernetes_version},
                {"etcdVersion", version},
                {"images", seen.images},
                {"members", members_result(members).value}};
  plan.configuration = configuration_if_told(ports);
  return plan;
}

void prune(const BackupOptions& options, const Target& target, Ports& ports) {
  if (!options.keep || !target.folder) return;
  const auto [begin, end] = names_of(options);
  Json gone = Json::array();
  std::string words;
  for (const auto& path : prune_backups(*target.folder, begin, end, options.keep, ports.files)) {
    gone.push_back(path.string());
    words += fmt::format("removed {}\n", path.string());
  }
  if (!gone.empty()) ports.report.results.push_back({"pruned", std::move(gone), words});
}

SnapshotReport save(const BackupOptions& options, const Path& file, const BackupFrom& from,
                    const EtcdHealth& health, Node& node) {
  auto& ports = node.ports();
  const auto pace = told_advance("backup", ports.tell, node.stop());
  if (options.snapshot_only) return save_snapshot(from, file, ports.files, pace, ports.tell);
  std::optional<SealSource> seal;
  if (options.encrypt) seal = read_seal_source(options.seal, Ask::twice, ports.files, node.stop());
  auto plan = plan_of(file, health, ports);
  plan.seal = seal ? &*seal : nullptr;
  const auto saved = save_archive(from, plan, ports.files, ports.clock, pace, ports.tell);
  if (!seal)
    tell(ports.tell, {Event::Kind::warning, file.string(),
                      "it holds the cluster's private keys: keep it as safe as them"});
  return saved;
}

/// For `kcluster status`. The backup is good without it.
void note(const SnapshotReport& saved, const Path& file, Ports& ports) {
  const auto noted = attempt([&] {
    note_backup({ports.clock.now(), file.string(), saved.contents.revision}, ports.files);
    return true;
  });
  if (!noted)
    tell(ports.tell,
         {Event::Kind::warning, "", "`kcluster status` will not know it: " + noted.why});
}

void run(const Globals& globals, const BackupOptions& options) {
  check(options);
  if (settle_backup_timer(globals, options)) return;
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto target = target_of(options, ports.files, ports.clock.now());
  const auto reached = reach_etcd(options.access, ports.files);
  const auto etcd = ports.etcd(etcd_access(reached, ports.files));
  const auto health = look_at_health(*etcd);
  const auto member = backup_member(health);
  if (options.dry_run) {
    ports.report.results.push_back(rehearsal(member, target.file));
    return print_results(ports.report, globals.output);
  }
  if (target.folder) clear_left_backups(*target.folder, ports.files);
  tell(ports.tell,
       {Event::Kind::began, "backup", "the database of " + member_label(member.member)});
  const auto saved = save(options, target.file, {member.endpoint, *etcd}, health, node);
  tell(ports.tell, {Event::Kind::ended, "backup", "saved and verified"});
  note(saved, target.file, ports);
  ports.report.results.push_back(snapshot_result(saved, target.file.string()));
  prune(options, target, ports);
  print_results(ports.report, globals.output);
}

}  // namespace

void add_etcd_backup(CLI::App& etcd, Session& session) {
  auto options = std::make_shared<BackupOptions>();
  auto* command = etcd.add_subcommand(
      "backup", "save the cluster's data, keys and configuration in one file, verified");
  command->fallthrough();
  command->add_option("place", options->place,
                      "a file, or a folder for a file with the time in its name; default: here");
  command->add_flag("--snapshot-only", options->snapshot_only,
                    "etcd's data alone, as a plain snapshot that etcdutl takes");
  command->add_flag("--encrypt", options->encrypt, "seal it with a passphrase or a key file");
  add_seal_options(*command, options->seal);
  command->add_option("--keep", options->keep, "so many of the folder's newest backups stay")
      ->check(CLI::PositiveNumber);
  auto* install = command->add_flag("--install-timer", options->install_timer,
                                    "let systemd take such backups into that folder");
  command
      ->add_option("--schedule", options->schedule,
                   "when the timer does it, as systemd.time(7) writes it; default: daily")
      ->needs(install);
  command->add_flag("--remove-timer", options->remove_timer, "take that timer away")
      ->excludes(install);
  add_etcd_access(*command, options->access);
  command->add_flag("--dry-run", options->dry_run, "show what would be saved, save nothing");
  add_output(*command, session.globals);
  runs(*command, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
