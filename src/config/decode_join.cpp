#include "config/decode.h"
#include "config/syntax.h"
#include "config/take.h"

namespace kcluster {
namespace {

/// The token at a pointer's key; a text that is none is noted, without quoting it.
std::optional<JoinToken> decode_token(const YamlDocument& yaml, const Json& parent,
                                      const std::string& pointer, const char* key, Faults& faults) {
  std::string text;
  take::text(parent, key, text);
  if (text.empty()) return std::nullopt;
  const auto halves = split_token(text);
  if (halves) return JoinToken{halves->first, std::make_shared<const Secret>(halves->second)};
  faults.error(yaml, pointer + "/" + key,
               "is no bootstrap token: expected [a-z0-9]{6}.[a-z0-9]{16}",
               "make one on a control plane: kcluster token create");
  return std::nullopt;
}

TokenDiscovery decode_token_discovery(const YamlDocument& yaml, const Json& from, Faults& faults) {
  TokenDiscovery out;
  out.token =
      decode_token(yaml, from, "/discovery/bootstrapToken", "token", faults).value_or(JoinToken{});
  take::text(from, "apiServerEndpoint", out.api_server_endpoint);
  take::texts(from, "caCertHashes", out.ca_cert_hashes);
  take::boolean(from, "unsafeSkipCAVerification", out.unsafe_skip_ca_verification);
  return out;
}

void decode_discovery(const YamlDocument& yaml, Discovery& target, Faults& faults) {
  const Json& from = take::child(yaml.root, "discovery");
  const Json& token = take::child(from, "bootstrapToken");
  if (token.is_object()) target.token = decode_token_discovery(yaml, token, faults);
  take::text(take::child(from, "file"), "kubeConfigPath", target.file);
  target.tls_bootstrap = decode_token(yaml, from, "/discovery", "tlsBootstrapToken", faults);
}

void decode_control_plane(const YamlDocument& yaml, JoinConfiguration& join, Faults& faults) {
  const Json& from = take::child(yaml.root, "controlPlane");
  if (!from.is_object()) return;
  auto& target = join.control_plane.emplace();
  decode_api(yaml, "/controlPlane/localAPIEndpoint", target.local_api, faults);
  std::string key;
  take::text(from, "certificateKey", key);
  if (!key.empty()) target.certificate_key = std::make_shared<const Secret>(std::move(key));
}

}  // namespace

void decode_join(const YamlDocument& yaml, JoinConfiguration& join, Faults& faults) {
  const Json& root = yaml.root;
  take::boolean(root, "dryRun", join.dry_run);
  decode_node(take::child(root, "nodeRegistration"), join.node);
  take::text(root, "caCertPath", join.ca_cert_path);
  decode_discovery(yaml, join.discovery, faults);
  decode_control_plane(yaml, join, faults);
  take::texts(root, "skipPhases", join.skip_phases);
  take::text(take::child(root, "patches"), "directory", join.patches_directory);
  decode_timeouts(yaml, join.timeouts, faults);
}

}  // namespace kcluster
