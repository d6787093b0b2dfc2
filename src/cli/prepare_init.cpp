#include "base/error.h"
#include "base/warnings.h"
#include "cli/init.h"
#include "cli/node.h"
#include "cli/reach.h"
#include "config/load.h"
#include "config/print.h"
#include "config/validate.h"
#include "observe/node.h"
#include "observe/surroundings.h"
#include "phases/bootstrap_token.h"
#include "phases/upload_certs.h"
#include "plan/encryption.h"
#include "plan/hardening.h"
#include "plan/settle.h"
#include "workflow/journal.h"

namespace kcluster {
namespace {

Config settle_valid(Config wanted, const Seen& seen, const Tell& sink) {
  Config settled = settle(std::move(wanted), seen);
  const auto findings = validate(settled);
  tell_warnings(sink, findings);
  for (const auto& finding : findings)
    if (finding.weight == Finding::Weight::error) {
      Error error("the configuration cannot work", "mend what is named", Exit::usage);
      error.findings = findings;
      throw error;
    }
  return settled;
}

void add_token(Config& config, const std::optional<Journal>& journal) {
  if (!config.init.bootstrap_tokens.empty()) return;
  BootstrapToken token;
  if (journal && journal->token.size() == 23) {
    token.id = journal->token.reveal().substr(0, 6);
    token.secret = std::make_shared<const Secret>(journal->token.reveal().substr(7));
  }
  draw_if_missing(token);
  config.init.bootstrap_tokens.push_back(token);
}

void add_certificate_key(Config& config, const std::optional<Journal>& journal) {
  if (config.init.certificate_key) return;
  const bool kept = journal && !journal->certificate_key.empty();
  config.init.certificate_key = std::make_shared<const Secret>(
      kept ? journal->certificate_key.clone() : make_certificate_key());
}

Config profiled(Config wishes, const InitOptions& options, const Tell& sink) {
  if (options.profile.empty()) return wishes;
  for (const auto& sentence : harden(wishes))
    tell(sink, {Event::Kind::warning, "--profile " + options.profile, sentence});
  return wishes;
}

}  // namespace

Config read_wishes(const InitFlags& flags, const Ports& ports) {
  Loaded loaded;
  if (flags.config)
    loaded = load_init(read_configuration(*flags.config, ports.files), *flags.config);
  tell_warnings(ports.tell, loaded.warnings);
  auto wishes = merge_flags(std::move(loaded.config), flags);
  wishes.init.patches_directory = absolute(wishes.init.patches_directory);
  return wishes;
}

Json node_wishes(const NodeRegistration& node, const std::string& patches) {
  Json taints = Json::array();
  for (const auto& taint : node.taints.value_or(std::vector<Taint>{}))
    taints.push_back(taint.key + "=" + taint.value + ":" + taint.effect);
  Json args = Json::array();
  for (const auto& arg : node.kubelet_extra_args) args.push_back(arg.name + "=" + arg.value);
  return {{"name", node.name},
          {"criSocket", node.cri_socket},
          {"taints", taints},
          {"kubeletExtraArgs", args},
          {"patches", patches}};
}

Json wishes_of(const Config& settled, const InitOptions& options) {
  Json node = node_wishes(settled.init.node, settled.init.patches_directory);
  node["advertiseAddress"] = settled.init.local_api.advertise_address;
  node["bindPort"] = settled.init.local_api.bind_port;
  return {{"cluster", cluster_configuration_json(settled.cluster)},
          {"node", node},
          {"kubelet", settled.kubelet},
          {"proxy", settled.proxy},
          {"podNetwork", options.pod_network},
          {"uploadCerts", options.flags.upload_certs}};
}

Prepared prepare_init(const InitOptions& options, Scope scope, Ports& observed) {
  Prepared prepared;
  Config wanted = profiled(read_wishes(options.flags, observed), options, observed.tell);
  if (!options.encrypt_secrets.empty()) encrypt_secrets(wanted.cluster);
  check_phase_names("", wanted.init.skip_phases);
  const Seen seen =
      observe_node(observed.files, observed.system, observed.cri, wanted.init.node.cri_socket);
  prepared.settled = settle_valid(wanted, seen, observed.tell);
  const auto journal = read_journal(observed.files);
  if (journal && still_there(*journal, observed.files, prepared.settled.cluster.certificates_dir)) {
    if (scope == Scope::whole) require_same_wishes(*journal, wishes_of(prepared.settled, options));
    prepared.finished = journal->finished;
    prepared.beginning = Beginning::resumed;
  }
  add_token(prepared.settled, journal);
  add_certificate_key(prepared.settled, journal);
  const auto around = observe_surroundings(prepared.settled, observed.files,
                                           observed.system.facts().hostname, environment());
  prepared.plan =
      plan_init(prepared.settled, seen, around,
                {prepared.beginning, options.pod_network, options.flags.upload_certs,
                 !options.flags.skip_token_print, !options.flags.skip_certificate_key_print,
                 options.encrypt_secrets});
  prepared.plan.pull.bundle = options.bundle;
  check_early(prepared.plan, around, observed);
  return prepared;
}

}  // namespace kcluster
