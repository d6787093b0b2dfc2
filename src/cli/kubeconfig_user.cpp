#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "cli/certs.h"
#include "cli/session.h"
#include "config/duration.h"
#include "phases/kubeconfig.h"
#include "plan/endpoint.h"
#include "plan/kubeconfigs.h"

namespace kcluster {
namespace {

struct UserOptions {
  std::optional<std::string> config, token;
  std::string client_name, validity_period;
  std::vector<std::string> organizations;
};

Duration validity_of(const UserOptions& options, const Tell& sink) {
  const Duration usual = ClusterConfiguration{}.certificate_validity;
  if (options.validity_period.empty()) return usual;
  const auto wanted = parse_duration(options.validity_period);
  if (!wanted || *wanted <= Duration::zero())
    throw Error("--validity-period \"" + options.validity_period + "\" is no duration to come",
                "give one such as 8760h", Exit::usage);
  if (*wanted > usual)
    tell(sink, {Event::Kind::warning, "--validity-period",
                "longer than the usual " + duration_text(usual) +
                    ": a stolen certificate is of use so long"});
  return *wanted;
}

void print_user(const Globals& globals, const UserOptions& options) {
  if (options.client_name.empty())
    throw Error("--client-name is empty", "name the user", Exit::usage);
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto validity = validity_of(options, ports.tell);
  const auto settled = settled_for_files(options.config, ports);
  auto plan = plan_kubeconfigs(settled);
  plan.validity = validity;
  const KubeconfigPlan user{
      "", "", control_plane_url(settled), "", {options.client_name, options.organizations}};
  std::shared_ptr<const Secret> token;
  if (options.token && !options.token->empty())
    token = std::make_shared<const Secret>(*options.token);
  fmt::print("{}\n", kubeconfig_for(plan, user, token, ports.files, ports.clock.now()).reveal());
}

}  // namespace

void add_kubeconfig_files(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  auto* c = command.add_subcommand("user", "print a kubeconfig for a further user");
  auto options = std::make_shared<UserOptions>();
  c->add_option("--client-name", options->client_name, "the user's name")->required();
  c->add_option("--org", options->organizations, "groups the user is in, comma separated")
      ->delimiter(',');
  c->add_option("--token", options->token, "sign in with this token, without a certificate");
  c->add_option("--validity-period", options->validity_period,
                "how long the certificate holds; default: 8760h");
  c->add_option("--config", options->config, "a kubeadm configuration file");
  runs(*c, session, [&session, options] { print_user(session.globals, *options); });
}

}  // namespace kcluster
