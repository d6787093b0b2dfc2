#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/attempt.h"
#include "cli/certs.h"
#include "cli/etcd_restore.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/results.h"
#include "kube/kubelet_access.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "manifest/encryption.h"
#include "manifest/static_pod.h"
#include "observe/endpoint_node.h"
#include "observe/etcd.h"
#include "observe/node.h"
#include "phases/encryption.h"
#include "phases/rest.h"
#include "report/encryption.h"
#include "status/health_probes.h"

namespace kcluster {
namespace {

constexpr const char* kApiServer = "kube-apiserver";
constexpr unsigned kGraceAlone = 5, kGrace = 30;  // seconds

struct EncryptionOptions {
  std::string kind;
  bool dry_run = false;
};

struct EncryptionCommand {
  EncryptionWish wish;
  const char* summary;
};
constexpr EncryptionCommand kCommands[] = {
    {EncryptionWish::enable, "store Secrets encrypted, those that are there too"},
    {EncryptionWish::rotate, "make a new key, rewrite all Secrets with it, drop the old one"},
    {EncryptionWish::disable, "store Secrets in plain again, drop the key"},
};

SecretStore secret_store(const Ports& ports) {
  const auto command = component_command(kApiServer, ports.files);
  SecretStore store{
      ports.etcd(etcd_access(observe_etcd(ports.files).value_or(EtcdSeen{}), ports.files))};
  if (const auto prefix = flag_value(command, "etcd-prefix")) store.prefix = *prefix;
  return store;
}

std::string sealing_key(const Files& files) {
  return flag_value(component_command(kApiServer, files), "service-account-signing-key-file")
      .value_or(std::string(paths::pki) + "/sa.key");
}

ApiPlan api_here(const Files& files) {
  if (!files.look(manifest_path(kApiServer)))
    throw Error("this node is no control plane: it has no API server's manifest",
                "run it on a control plane", Exit::usage);
  return {paths::admin_conf, paths::super_admin_conf, observe_endpoint_node(files).local_url};
}

EncryptionPlan plan_here(EncryptionWish wish, const EncryptionOptions& options,
                         const Ports& ports) {
  const auto& files = ports.files;
  EncryptionPlan plan{wish, options.kind, "", "", api_here(files)};
  plan.node = kubelet_access(files).node;
  plan.rehearsal = options.dry_run;
  plan.sealing_key = sealing_key(files);
  plan.aside = {{kApiServer},
                std::string(paths::state) + "/encryption-aside",
                kubelet_socket(files),
                ports.system.facts().program,
                kGraceAlone};
  return plan;
}

EncryptionServerStatus status_of(const EncryptionServer& server, const std::string& here,
                                 const std::map<std::string, EncryptionProviders>& known) {
  using State = EncryptionServerStatus::State;
  EncryptionServerStatus status{server.node, server.url, State::none, {}, server.why};
  if (!server.why.empty()) status.state = State::silent;
  if (server.digest.empty()) return status;
  status.state = server.digest == here ? State::same : State::other;
  if (const auto found = known.find(server.digest); found != known.end())
    status.providers = found->second;
  return status;
}

/// The configurations that API servers may have, by what they say of them.
std::map<std::string, EncryptionProviders> known_configurations(const Client& api,
                                                                const Files& files) {
  std::map<std::string, EncryptionProviders> known;
  if (const auto text = files.read(paths::encryption_config))
    if (auto providers = attempt([&] { return read_encryption(*text, "it"); }))
      known[encryption_digest(*text)] = *providers;
  const auto change = attempt([&] {
    return read_encryption_change(api, encryption_sealing_key(sealing_key(files), files));
  });
  if (change && *change)
    for (const auto& round : (*change)->rounds)
      if (!round.providers.empty())
        known[encryption_digest(encryption_text(round.providers).reveal())] = round.providers;
  return known;
}

void show(const Globals& globals) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto plan = api_here(ports.files);
  const Patience patience{&ports.clock, std::chrono::seconds(5)};
  const auto administrator = local_endpoint(plan, plan.admin_conf, ports.files);
  const Client api(ports.http(administrator), patience);
  EncryptionStatus status;
  status.providers = present_encryption(ports.files);
  const auto known = known_configurations(api, ports.files);
  const auto here = encryption_digest(ports.files.read(paths::encryption_config).value_or(""));
  for (const auto& server : encryption_servers(api, administrator, ports.http))
    status.servers.push_back(status_of(server, here, known));
  status.stored = stored_forms(secret_store(ports));
  status.change = encryption_change_name(api);
  ports.report.results.push_back(encryption_status_result(status));
  print_results(ports.report, globals.output);
}

/// One change at a time on a node; what an earlier one left that was cut off is put back.
std::unique_ptr<HeldLock> hold_whole_node(Node& node) {
  auto held = hold_node(node.observed());
  recover(node.ports().files, node.ports().system);
  return held;
}

void change(const Globals& globals, EncryptionWish wish, const EncryptionOptions& options) {
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  auto& ports = node.ports();
  auto plan = plan_here(wish, options, ports);
  node.reach(local_endpoint(plan.api, plan.api.admin_conf, ports.files));
  const auto held = hold_whole_node(node);
  const auto store = secret_store(ports);
  const auto members =
      attempt([&] { return store.etcd->members(Etcd::Reading::serializable).size(); });
  if (members && *members > 1) plan.aside.grace = kGrace;
  const EncryptionHands hands{ports.files,
                              ports.system,
                              ports.clock,
                              ports.http,
                              node.observed().http,
                              [&] { return ports.cri(plan.aside.cri_socket); },
                              store,
                              ports.tell};
  const auto outcome = change_encryption(plan, hands);
  if (!options.dry_run)
    ports.report.results.push_back(encryption_result({name_of(wish), outcome.finished, outcome.form,
                                                    outcome.stored, outcome.rewritten,
                                                    outcome.round, outcome.nodes}));
  print_outcome(ports.report, node.would_change(), globals.output);
}

void add_change(CLI::App& command, Session& session, const EncryptionCommand& row) {
  auto options = std::make_shared<EncryptionOptions>();
  auto* c = command.add_subcommand(name_of(row.wish), row.summary);
  if (row.wish != EncryptionWish::disable) {
    const auto kinds = encryption_kinds();
    c->add_option("--provider", options->kind, "secretbox, aescbc or aesgcm; default: secretbox")
        ->check(CLI::IsMember(std::vector<std::string>(kinds.begin(), kinds.end())));
  }
  c->add_flag("--dry-run", options->dry_run, "show what would be done first, change nothing");
  add_output(*c, session.globals);
  runs(*c, session, [&session, &row, options] { change(session.globals, row.wish, *options); });
}

}  // namespace

void add_encryption(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  auto* status = command.add_subcommand(
      "status", "show with which key each API server writes, and how etcd has the Secrets");
  add_output(*status, session.globals);
  runs(*status, session, [&session] { show(session.globals); });
  for (const auto& row : kCommands) add_change(command, session, row);
}

}  // namespace kcluster
