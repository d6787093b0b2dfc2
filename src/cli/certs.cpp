#include "cli/certs.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/attempt.h"
#include "base/text.h"
#include "cli/init.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "kube/kubeconfig.h"
#include "kube/pod_command.h"
#include "observe/etcd.h"
#include "observe/stored_configuration.h"
#include "phases/upload_certs.h"
#include "report/expiration.h"
#include "status/health_probes.h"

namespace kcluster {
namespace {

constexpr Millis kAnswer{3000};  // of an API server that may be down

struct ExpirationOptions {
  CertsChoice choice;
  std::optional<unsigned> warn_days;
};

std::optional<ClusterConfiguration> kept_by_cluster(const std::string& kubeconfig,
                                                    const Ports& ports) {
  const Path path = absolute(kubeconfig);
  if (!ports.files.look(path)) return std::nullopt;
  const auto kept = attempt([&] {
    auto peer = endpoint(read_kubeconfig(path, ports.files));
    peer.timeout = kAnswer;
    return stored_configuration(Client(ports.http(peer)));
  });
  if (!kept)
    tell(ports.tell, {Event::Kind::warning, "certs",
                      "kubeadm's defaults are taken, --config names others: the cluster does not "
                      "say its configuration: " +
                          kept.why});
  return kept.value;
}

/// As far as the manifests of this node tell it.
ClusterConfiguration by_manifests(const Files& files) {
  ClusterConfiguration cluster;
  const auto command = attempt([&] { return component_command("kube-apiserver", files); });
  if (!command) return cluster;
  const Path authority = flag_value(*command, "client-ca-file").value_or("");
  if (authority.has_parent_path()) cluster.certificates_dir = authority.parent_path();
  if (!manifest_place(files, "etcd")) cluster.external_etcd.emplace();
  return cluster;
}

ClusterConfiguration cluster_of(const CertsChoice& choice, const Ports& ports) {
  if (choice.config) {
    InitFlags flags;
    flags.config = choice.config;
    return read_wishes(flags, ports).cluster;
  }
  return kept_by_cluster(choice.kubeconfig, ports).value_or(by_manifests(ports.files));
}

void warn(const ExpirationInfo& info, unsigned days, Time now) {
  const auto names = ending(info, std::chrono::days(days), std::chrono::floor<Seconds>(now));
  if (names.empty()) return;
  throw Error(fmt::format("within {} days ends: {}", days, join(names, ", ")),
              "renew what this node can sign: kcluster certs renew all --within-days " +
                  std::to_string(days));
}

void check_expiration(const Globals& globals, const ExpirationOptions& options) {
  Node node(globals, Node::Effects::real);
  const auto info = look_at_expiration(renewal_plan(options.choice, node), node.ports().files);
  const auto now = node.ports().clock.now();
  if (globals.output == "text")
    fmt::print("{}", table(info, now));
  else
    print_value(to_json(info, now), globals.output);
  std::fflush(stdout);
  if (options.warn_days) warn(info, *options.warn_days, now);
}

void add_check_expiration(CLI::App& certs, Session& session) {
  auto* c = certs.add_subcommand("check-expiration", "show when this node's certificates end");
  auto options = std::make_shared<ExpirationOptions>();
  add_certs_choice(*c, options->choice);
  c->add_option("--warn-days", options->warn_days,
                "end with exit code 1 when something ends within so many days")
      ->check(CLI::Range(0, 36500));
  add_output(*c, session.globals);
  runs(*c, session, [&session, options] { check_expiration(session.globals, *options); });
}

void add_certificate_key(CLI::App& certs, Session& session) {
  auto* c = certs.add_subcommand("certificate-key", "print a random key for init --upload-certs");
  runs(*c, session, [] { fmt::print("{}\n", make_certificate_key().reveal()); });
}

}  // namespace

void add_certs_choice(CLI::App& command, CertsChoice& choice) {
  command.add_option("--config", choice.config,
                     "a kubeadm configuration file; default: what the cluster keeps");
  command.add_option("--cert-dir", choice.cert_dir, "where the certificates lie");
  command.add_option("--kubeconfig", choice.kubeconfig,
                     "how the cluster is asked for its configuration; default: admin.conf");
}

RenewalPlan renewal_plan(const CertsChoice& choice, Node& node) {
  auto cluster = cluster_of(choice, node.observed());
  if (!choice.cert_dir.empty()) cluster.certificates_dir = absolute(choice.cert_dir);
  return plan_renewal(cluster);
}

void add_certs(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  add_check_expiration(command, session);
  add_certs_renew(command, session);
  add_certs_recover(command, session);
  add_approve_serving(command, session);
  add_generate_csr(command, session);
  add_certificate_key(command, session);
}

}  // namespace kcluster
