#include "config/faults.h"
#include "config/flag_rows.h"
#include "config/join.h"
#include "config/syntax.h"

namespace kcluster {
namespace {

// All that may not stand beside --config.
constexpr FlagRow<JoinFlags> kRows[] = {
    {"api-server-endpoint", "discovery.bootstrapToken.apiServerEndpoint",
     [](auto& f) { return f.endpoint.has_value(); }},
    {"--apiserver-advertise-address", "controlPlane.localAPIEndpoint.advertiseAddress",
     [](auto& f) { return f.apiserver_advertise_address.has_value(); }},
    {"--apiserver-bind-port", "controlPlane.localAPIEndpoint.bindPort",
     [](auto& f) { return f.apiserver_bind_port.has_value(); }},
    {"--certificate-key", "controlPlane.certificateKey",
     [](auto& f) { return f.certificate_key.has_value(); }},
    {"--control-plane", "controlPlane", [](auto& f) { return f.control_plane; }},
    {"--cri-socket", "nodeRegistration.criSocket",
     [](auto& f) { return f.cri_socket.has_value(); }},
    {"--discovery-file", "discovery.file", [](auto& f) { return f.discovery_file.has_value(); }},
    {"--discovery-token", "discovery.bootstrapToken.token",
     [](auto& f) { return f.discovery_token.has_value(); }},
    {"--discovery-token-ca-cert-hash", "discovery.bootstrapToken.caCertHashes",
     [](auto& f) { return !f.discovery_token_ca_cert_hash.empty(); }},
    {"--discovery-token-unsafe-skip-ca-verification",
     "discovery.bootstrapToken.unsafeSkipCAVerification",
     [](auto& f) { return f.discovery_token_unsafe_skip_ca_verification; }},
    {"--patches", "patches.directory", [](auto& f) { return f.patches.has_value(); }},
    {"--tls-bootstrap-token", "discovery.tlsBootstrapToken",
     [](auto& f) { return f.tls_bootstrap_token.has_value(); }},
    {"--token", "discovery.bootstrapToken.token", [](auto& f) { return f.token.has_value(); }},
};
/// As kubeadm, which only warns of them.
void warn_of_idle_flags(const JoinFlags& flags, LoadedJoin& loaded) {
  if (loaded.config.control_plane) return;
  for (const auto& row : kRows)
    if (std::string_view(row.path).rfind("controlPlane.", 0) == 0 && row.given(flags))
      loaded.warnings.push_back({Finding::Weight::warning, row.path, row.flag,
                                 "is for control planes, ignored", "add --control-plane"});
}

std::optional<JoinToken> token_of(const std::optional<std::string>& text, const char* flag,
                                  std::vector<Finding>& faults) {
  if (!text || text->empty()) return std::nullopt;
  if (const auto halves = split_token(*text))
    return JoinToken{halves->first, std::make_shared<const Secret>(halves->second)};
  faults.push_back({Finding::Weight::error, flag, flag,
                    "is no bootstrap token: expected [a-z0-9]{6}.[a-z0-9]{16}",
                    "make one on a control plane: kcluster token create"});
  return std::nullopt;
}

void lay_discovery(const JoinFlags& flags, Discovery& discovery, std::vector<Finding>& faults) {
  const auto both = token_of(flags.token, "--token", faults);
  const auto own = token_of(flags.discovery_token, "--discovery-token", faults);
  const auto tls = token_of(flags.tls_bootstrap_token, "--tls-bootstrap-token", faults);
  lay(flags.discovery_file, discovery.file);
  if (flags.endpoint) {
    auto& by_token = discovery.token.emplace();
    by_token.token = own ? *own : both.value_or(JoinToken{});
    by_token.api_server_endpoint = *flags.endpoint;
    by_token.ca_cert_hashes = flags.discovery_token_ca_cert_hash;
    by_token.unsafe_skip_ca_verification = flags.discovery_token_unsafe_skip_ca_verification;
  }
  if (tls || both) discovery.tls_bootstrap = tls ? tls : both;
}

void lay_control_plane(const JoinFlags& flags, JoinConfiguration& config) {
  if (!flags.control_plane) return;
  auto& target = config.control_plane.emplace();
  lay(flags.apiserver_advertise_address, target.local_api.advertise_address);
  lay(flags.apiserver_bind_port, target.local_api.bind_port);
  if (flags.certificate_key)  // an empty one is no key, and said so
    target.certificate_key = std::make_shared<const Secret>(*flags.certificate_key);
}

}  // namespace

LoadedJoin merge_join_flags(LoadedJoin loaded, const JoinFlags& flags) {
  auto& config = loaded.config;
  refuse_mixture<JoinFlags>(flags, kRows);
  std::vector<Finding> faults;
  lay_node(flags, config);
  lay_control_plane(flags, config);
  warn_of_idle_flags(flags, loaded);
  lay_discovery(flags, config.discovery, faults);
  if (!faults.empty()) throw_faults("command line", std::move(faults));
  for (auto& finding : validate_join(config)) {
    finding.place = flag_of<JoinFlags>(finding.name, kRows);
    faults.push_back(std::move(finding));
  }
  if (!faults.empty()) throw_faults("command line", std::move(faults));
  return loaded;
}

}  // namespace kcluster
