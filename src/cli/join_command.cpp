#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/session.h"
#include "config/token_flags.h"
#include "observe/stored_configuration.h"
#include "phases/bootstrap_token.h"
#include "phases/invite.h"
#include "phases/upload_certs.h"

namespace kcluster {
namespace {

constexpr const char* kSealedLife = "2h";  // no longer than the certificates lie in the cluster

struct Options {
  std::string kubeconfig;
  std::optional<std::string> ttl, certificate_key;
  bool control_plane = false, dry_run = false;
};

// A line without an authority's key would not work; its owner hands out certificates by hand.
void require_files(const UploadCertsPlan& certificates, const Files& files) {
  for (const auto& file : certificates.files)
    if (!file.path.empty() && !files.look(file.path))
      throw Error("there is no " + file.path + " here to share with another control plane",
                  "run this command on a control plane that has all authorities and their keys");
}

UploadCertsPlan shared_certificates(const Client& api, const Files& files) {
  Config config;
  config.cluster = stored_configuration(api);
  if (config.cluster.control_plane_endpoint.empty())
    throw Error("this cluster has no control-plane endpoint, so that it cannot have a second one",
                "kcluster reconfigure endpoint HOST:PORT");
  auto certificates = plan_upload_certs(config);
  require_files(certificates, files);
  return certificates;
}

std::shared_ptr<const Secret> key_for(const Options& options) {
  if (!options.certificate_key) return std::make_shared<const Secret>(make_certificate_key());
  return std::make_shared<const Secret>(*options.certificate_key);
}

InvitePlan plan(const Options& options, const Client& api, const Files& files) {
  if (options.certificate_key && !options.control_plane)
    throw Error("--certificate-key is of use only with --control-plane",
                "add --control-plane, or leave it out", Exit::usage);
  TokenFlags flags;
  flags.ttl = options.ttl;
  if (!flags.ttl && options.control_plane) flags.ttl = kSealedLife;
  InvitePlan made{token_wish(flags), std::nullopt, nullptr};
  draw_if_missing(made.token);
  if (!options.control_plane) return made;
  made.certificates = shared_certificates(api, files);
  made.certificate_key = key_for(options);
  return made;
}

Json to_json(const Invitation& invitation) {
  const auto& words = invitation.words;
  Json out = {{"joinCommand", join_command_line(words)},
              {"holdsUntil", invitation.until()},
              {"server", words.server},
              {"token", words.token->reveal()},
              {"tokenExpires", invitation.token_until},
              {"caCertHashes", words.ca_pins},
              {"earlierControlPlaneLinesVoid", invitation.earlier_key_void}};
  if (words.certificate_key) {
    out["certificateKey"] = words.certificate_key->reveal();
    out["certificatesExpire"] = invitation.certificates_until;
  }
  return out;
}

std::string validity(const Invitation& invitation) {
  const auto until = invitation.until();
  std::string text = until.empty() ? "It holds until its token is deleted.\n"
                                   : fmt::format("It holds until {}.\n", until);
  if (invitation.earlier_key_void)
    text +=
        "Control-plane lines given out before no longer work: their certificate key opens\n"
        "nothing any more. Worker lines hold as long as their tokens.\n";
  return text;
}

void run(const Globals& globals, const Options& options) {
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  auto& ports = node.ports();
  auto cluster = reach(options.kubeconfig, node, api_patience);
  const auto invitation =
      invite(plan(options, cluster.api, ports.files), ports.files, cluster.api, ports.clock);
  fmt::print("{}", node.would_change());
  if (globals.output != "text") return print_value(to_json(invitation), globals.output);
  // the line alone goes to stdout, so that it can be piped to the machine that joins
  fmt::print("{}\n", join_command_line(invitation.words));
  std::fflush(stdout);
  fmt::print(stderr, "{}", validity(invitation));
}

}  // namespace

void add_join_command(CLI::App& command, Session& session) {
  auto options = std::make_shared<Options>();
  command.add_flag("--control-plane", options->control_plane,
                   "for a further control plane: shares the certificates under a fresh key");
  command.add_option("--certificate-key", options->certificate_key,
                     "64 hex digits to seal them with instead of a fresh key");
  command.add_option("--ttl", options->ttl,
                     "how long the token holds, 0 for ever; default: 24h, for a control plane 2h");
  add_kubeconfig(command, options->kubeconfig);
  command.add_flag("--dry-run", options->dry_run, "show what would be done, change nothing");
  add_output(command, session.globals);
  runs(command, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
