#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/etcd_backup.h"
#include "cli/node.h"
#include "cli/results.h"
#include "manifest/backup_units.h"
#include "phases/timer_unit.h"

namespace kcluster {
namespace {

// what the timer runs is this command with what it was told here
std::vector<std::string> timer_command(const BackupOptions& options, const std::string& program) {
  const auto absolute = [](const std::string& path) {
    return std::filesystem::absolute(path).lexically_normal().string();
  };
  std::vector<std::string> words{program,      "etcd", "backup", absolute(options.place),
                                 "--progress", "lines"};
  if (options.keep) words.insert(words.end(), {"--keep", std::to_string(options.keep)});
  if (options.snapshot_only) words.push_back("--snapshot-only");
  if (options.encrypt)
    words.insert(words.end(), {"--encrypt", "--key-file", absolute(options.seal.key_file)});
  const auto& access = options.access;
  if (!access.endpoints.empty())
    words.insert(words.end(), {"--endpoints", join(access.endpoints, ",")});
  for (const auto& [flag, file] :
       {std::pair{"--cacert", access.authority_file}, std::pair{"--cert", access.certificate_file},
        std::pair{"--key", access.key_file}})
    if (!file.empty()) words.insert(words.end(), {flag, absolute(file)});
  return words;
}

void install(const BackupOptions& options, Ports& ports) {
  const auto seen = ports.files.look(std::filesystem::absolute(options.place).lexically_normal());
  if (!seen || seen->kind != Stat::Kind::folder)
    throw Error(fmt::format("{} is no folder", options.place),
                "name the folder that the timer's backups go to", Exit::usage);
  if (options.encrypt && options.seal.key_file.empty())
    throw Error("nobody is there to give the timer a passphrase", "seal with --key-file",
                Exit::usage);
  const auto command = timer_command(options, ports.system.facts().program);
  install_timer({etcd_backup_timer, backup_service(command), backup_timer(options.schedule),
                 "let something else run `kcluster etcd backup`"},
                ports.files, ports.system, ports.tell);
  ports.report.results.push_back(
      {"timer",
       {{"schedule", options.schedule}, {"command", command}},
       fmt::format("{}.timer runs {}: {}\n", etcd_backup_timer, options.schedule,
                   join(command, " "))});
}

}  // namespace

bool settle_backup_timer(const Globals& globals, const BackupOptions& options) {
  if (!options.install_timer && !options.remove_timer) return false;
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  auto& ports = node.ports();
  if (options.install_timer)
    install(options, ports);
  else
    remove_timer(etcd_backup_timer, ports.files, ports.system);
  print_outcome(ports.report, node.would_change(), globals.output);
  return true;
}

}  // namespace kcluster
