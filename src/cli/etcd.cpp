#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "cli/etcd_snapshot.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/results.h"
#include "cli/session.h"
#include "phases/etcd_members.h"
#include "report/etcd.h"

namespace kcluster {
namespace {

/// What the command line says; each row of the table uses its part.
struct EtcdOptions {
  EtcdSeen access;     ///< what is empty is taken from this node
  std::string member;  ///< name or id
  std::int64_t revision = 0;
  bool dry_run = false, allow_quorum_loss = false, corrupt = false;
};

enum class Does { look, change };

/// A row: `kcluster etcd NAME`, or `kcluster etcd GROUP NAME`.
struct EtcdCommand {
  const char *group, *name, *summary;
  Does does;
  void (*add)(CLI::App&, EtcdOptions&);
  void (*run)(const EtcdOptions&, Etcd&, Ports&);
};

void nothing(CLI::App&, EtcdOptions&) {}

void add_removal(CLI::App& command, EtcdOptions& options) {
  command.add_option("member", options.member, "its name, or its id")->required();
  command.add_flag("--allow-quorum-loss", options.allow_quorum_loss,
                   "remove it though the others would not have quorum");
}

void add_leader(CLI::App& command, EtcdOptions& options) {
  command.add_option("member", options.member, "name or id; default: the one with the newest data");
}

void add_revision(CLI::App& command, EtcdOptions& options) {
  command
      .add_option("revision", options.revision, "keep it and what came later; default: the newest")
      ->check(CLI::PositiveNumber);
}

void add_corrupt(CLI::App& command, EtcdOptions& options) {
  command.add_flag("--corrupt", options.corrupt, "CORRUPT as well");
}

void show_members(const EtcdOptions&, Etcd& etcd, Ports& ports) {
  const auto health = look_at_health(etcd);
  std::vector<EtcdMember> members;
  for (const auto& each : health.members) members.push_back(each.member);
  if (!health.list_fault.empty())
    tell(ports.tell, {Event::Kind::warning, "",
                      "the list is one member's own, it may be old: " + health.list_fault});
  ports.report.results.push_back(members_result(members));
}

void show_status(const EtcdOptions&, Etcd& etcd, Ports& ports) {
  ports.report.results.push_back(status_result(look_at_health(etcd)));
}

void show_alarms(const EtcdOptions&, Etcd& etcd, Ports& ports) {
  ports.report.results.push_back(
      alarms_result(etcd.alarms(), etcd.members(Etcd::Reading::linearizable)));
}

constexpr EtcdCommand kEtcdCommands[] = {
    {"", "members", "list the members", Does::look, nothing, show_members},
    {"", "status", "show how every member is, and what quorum allows", Does::look, nothing,
     show_status},
    {"", "remove-member", "remove a member, when the others keep quorum", Does::change, add_removal,
     [](const EtcdOptions& o, Etcd& etcd, Ports& ports) {
       remove_member(o.member, o.allow_quorum_loss ? QuorumLoss::allowed : QuorumLoss::refused,
                     etcd, ports.report);
     }},
    {"", "move-leader", "let another member lead", Does::change, add_leader,
     [](const EtcdOptions& o, Etcd& etcd, Ports& ports) {
       move_leader(o.member.empty() ? std::nullopt : std::optional(o.member), etcd, ports.report);
     }},
    {"", "defrag", "give unused space back, one member after another, the leader last",
     Does::change, nothing,
     [](const EtcdOptions&, Etcd& etcd, Ports& ports) {
       defragment_members(etcd, ports.clock, ports.tell, ports.report);
     }},
    {"", "compact", "drop the history before a revision", Does::change, add_revision,
     [](const EtcdOptions& o, Etcd& etcd, Ports& ports) {
       compact_history(o.revision, etcd, ports.report);
     }},
    {"alarm", "list", "list the alarms", Does::look, nothing, show_alarms},
    {"alarm", "disarm", "disarm the alarms", Does::change, add_corrupt,
     [](const EtcdOptions& o, Etcd& etcd, Ports& ports) {
       disarm_alarms(o.corrupt ? Corrupt::disarmed : Corrupt::kept, etcd, ports.report);
     }},
};

void run(const Globals& globals, const EtcdCommand& row, const EtcdOptions& options) {
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  Ports& ports = node.ports();
  const auto etcd = ports.etcd(etcd_access(reach_etcd(options.access, ports.files), ports.files));
  row.run(options, *etcd, ports);
  if (options.dry_run && globals.output == "text")
    fmt::print("{}", node.would_change());
  else
    print_results(ports.report, globals.output);
}

void add_shared(CLI::App& command, EtcdOptions& options, Does does) {
  add_etcd_access(command, options.access);
  if (does == Does::change)
    command.add_flag("--dry-run", options.dry_run, "show what would be done, change nothing");
}

CLI::App& group_of(CLI::App& etcd, const std::string& name) {
  if (name.empty()) return etcd;
  for (auto* made : etcd.get_subcommands([](CLI::App*) { return true; }))
    if (made->get_name() == name) return *made;
  auto* made = etcd.add_subcommand(name, "what members complain about");
  made->fallthrough();
  made->require_subcommand(1);
  return *made;
}

}  // namespace

void add_etcd_access(CLI::App& command, EtcdSeen& access) {
  command
      .add_option("--endpoints", access.endpoints,
                  "client URLs, comma separated; default: from this node's manifests")
      ->delimiter(',');
  command.add_option("--cacert", access.authority_file, "etcd's CA certificate");
  command.add_option("--cert", access.certificate_file, "the client's certificate");
  command.add_option("--key", access.key_file, "the client's key");
}

// what the flags name wins; endpoints of another place have other certificates unless these are
// named
EtcdSeen reach_etcd(const EtcdSeen& named, const Files& files) {
  EtcdSeen made = named;
  const auto found = observe_etcd(files);
  if (!found && named.endpoints.empty())
    throw Error("this node has neither an etcd nor an API server that names one",
                "run it on a control plane, or give --endpoints", Exit::usage);
  const EtcdSeen here = found.value_or(EtcdSeen{});
  if (made.endpoints.empty()) made.endpoints = here.endpoints;
  for (auto& endpoint : made.endpoints)
    if (endpoint.find("://") == std::string::npos) endpoint = "https://" + endpoint;
  if (made.authority_file.empty()) made.authority_file = here.authority_file;
  if (made.certificate_file.empty()) made.certificate_file = here.certificate_file;
  if (made.key_file.empty()) made.key_file = here.key_file;
  return made;
}

void add_etcd(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  for (const auto& row : kEtcdCommands) {
    auto options = std::make_shared<EtcdOptions>();
    auto* made = group_of(command, row.group).add_subcommand(row.name, row.summary);
    made->fallthrough();
    row.add(*made, *options);
    add_shared(*made, *options, row.does);
    add_output(*made, session.globals);
    runs(*made, session, [&session, &row, options] { run(session.globals, row, *options); });
  }
  add_etcd_backup(command, session);
  add_etcd_verify(command, session);
  add_etcd_restore(command, session);
  add_etcd_drill(command, session);
}

}  // namespace kcluster
