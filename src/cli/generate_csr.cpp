#include <CLI/App.hpp>
#include <fmt/format.h>

#include "cli/certs.h"
#include "cli/init.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "config/print.h"
#include "kubernetes/versions.h"
#include "observe/node.h"
#include "phases/signing_requests.h"
#include "plan/settle.h"

namespace kcluster {
namespace {

struct CsrOptions {
  std::optional<std::string> config;
  std::string cert_dir, kubeconfig_dir = paths::kubernetes;
};

void print_names(const std::string& folder, const std::vector<std::string>& names) {
  fmt::print("generating keys and CSRs in {}\n", folder);
  for (const auto& name : names) fmt::print("  {}\n", name);
}

/// The kubelet's names the endpoint, as kubeadm's init wants it of one that was brought along.
KubeconfigsPlan to_be_signed(const Config& settled, const std::string& folder) {
  auto plan = plan_kubeconfigs(settled, folder);
  for (auto& row : plan.rows)
    if (!row.other_server.empty()) row.server = row.other_server;
  return plan;
}

void generate(const Globals& globals, const CsrOptions& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  auto settled = settled_for_files(options.config, ports);
  if (!options.cert_dir.empty()) settled.cluster.certificates_dir = absolute(options.cert_dir);
  const auto folder = absolute(options.kubeconfig_dir);
  const auto certificates = plan_certificates(settled);
  const auto kubeconfigs = to_be_signed(settled, folder);
  require_no_requests(certificates, kubeconfigs, ports.files);
  const auto pairs = request_certificates(certificates, ports.files);
  const auto configs = request_kubeconfigs(kubeconfigs, ports.files);
  if (globals.output != "text")
    return print_value({{"certificates", {{"folder", certificates.folder}, {"names", pairs}}},
                        {"kubeconfigs", {{"folder", folder}, {"names", configs}}}},
                       globals.output);
  print_names(certificates.folder, pairs);
  print_names(folder, configs);
}

}  // namespace

Config settled_for_files(const std::optional<std::string>& config, Ports& ports) {
  InitFlags flags;
  flags.config = config;
  auto wanted = read_wishes(flags, ports);
  if (wanted.init.node.cri_socket.empty())
    wanted.init.node.cri_socket = init_defaults().init.node.cri_socket;
  if (wanted.cluster.kubernetes_version.empty())
    wanted.cluster.kubernetes_version = fmt::format("v1.{}.0", known_minors().back().minor);
  const auto facts = ports.system.facts();
  Seen seen;
  seen.hostname = facts.hostname;
  seen.default_address = default_address(ports.files, facts);
  return settle(std::move(wanted), seen);
}

void add_generate_csr(CLI::App& certs, Session& session) {
  auto* c = certs.add_subcommand("generate-csr",
                                 "make keys and signing requests for an authority kept elsewhere");
  auto options = std::make_shared<CsrOptions>();
  c->add_option("--config", options->config, "a kubeadm configuration file");
  c->add_option("--cert-dir", options->cert_dir, "where keys and requests of certificates go");
  c->add_option("--kubeconfig-dir", options->kubeconfig_dir,
                "where kubeconfigs and their requests go; default: /etc/kubernetes");
  add_output(*c, session.globals);
  runs(*c, session, [&session, options] { generate(session.globals, *options); });
}

}  // namespace kcluster
