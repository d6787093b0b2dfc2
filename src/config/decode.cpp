#include "config/decode.h"

#include <fmt/format.h>

#include "config/duration.h"
#include "config/syntax.h"
#include "config/take.h"

namespace kcluster {
namespace {

void decode_taints(const Json& node, std::optional<std::vector<Taint>>& target) {
  if (!take::child(node, "taints").is_array()) return;
  target.emplace();
  for (const auto& item : take::objects(node, "taints")) {
    Taint taint;
    take::text(item, "key", taint.key);
    take::text(item, "value", taint.value);
    take::text(item, "effect", taint.effect);
    target->push_back(std::move(taint));
  }
}

void decode_token_text(const YamlDocument& yaml, const Json& item, const std::string& pointer,
                       BootstrapToken& token, Faults& faults) {
  const Json& text = take::child(item, "token");
  if (!text.is_string()) return;
  const auto halves = split_token(text.get_ref<const std::string&>());
  if (!halves)
    return faults.error(yaml, pointer + "/token",
                        "is no bootstrap token: expected [a-z0-9]{6}.[a-z0-9]{16}",
                        "leave the key out to have one made, or see kubeadm token generate");
  token.id = halves->first;
  token.secret = std::make_shared<const Secret>(halves->second);
}

BootstrapToken decode_token(const YamlDocument& yaml, const Json& item, const std::string& pointer,
                            Faults& faults) {
  BootstrapToken token;
  decode_token_text(yaml, item, pointer, token, faults);
  take::text(item, "description", token.description);
  take::text(item, "expires", token.expires);
  const bool limited = take::child(item, "ttl").is_string();
  if (limited && !token.expires.empty())
    faults.error(yaml, pointer + "/ttl", "stands beside expires", "keep one of the two");
  if (limited)
    take::duration(item, "ttl", token.ttl.emplace());
  else if (!token.expires.empty())
    token.ttl.reset();
  take::texts(item, "usages", token.usages);
  take::texts(item, "groups", token.groups);
  return token;
}

void decode_tokens(const YamlDocument& yaml, std::vector<BootstrapToken>& target, Faults& faults) {
  const Json& list = take::child(yaml.root, "bootstrapTokens");
  if (!list.is_array()) return;
  std::size_t index = 0;
  for (const auto& item : list) {
    const auto pointer = "/bootstrapTokens/" + std::to_string(index++);
    target.push_back(decode_token(yaml, item, pointer, faults));
  }
}

/// `kubeadm config migrate` of 1.36 writes 0s whatever was meant.
void decode_health_check(const YamlDocument& yaml, Duration& target, Faults& faults) {
  constexpr const char* key = "controlPlaneComponentHealthCheck";
  Duration given = target;
  take::duration(take::child(yaml.root, "timeouts"), key, given);
  if (given != Duration::zero()) {
    target = given;
    return;
  }
  faults.warning(yaml, std::string("/timeouts/") + key,
                 fmt::format("0s leaves no time, {} is taken", duration_text(target)));
}

}  // namespace

void decode_node(const Json& node, NodeRegistration& target) {
  take::text(node, "name", target.name);
  take::text(node, "criSocket", target.cri_socket);
  decode_taints(node, target.taints);
  take::args(node, "kubeletExtraArgs", target.kubelet_extra_args);
  take::texts(node, "ignorePreflightErrors", target.ignore_preflight_errors);
  take::text(node, "imagePullPolicy", target.image_pull_policy);
  take::boolean(node, "imagePullSerial", target.image_pull_serial);
}

void decode_api(const YamlDocument& yaml, const std::string& pointer, ApiEndpoint& target,
                Faults& faults) {
  const Json::json_pointer where(pointer);
  const Json api = yaml.root.contains(where) ? yaml.root.at(where) : Json();
  take::text(api, "advertiseAddress", target.advertise_address);
  const Json& port = take::child(api, "bindPort");
  if (!port.is_number_integer()) return;
  const auto number = port.is_number_unsigned() && port.get<std::uint64_t>() > 65535
                          ? -1
                          : port.get<std::int64_t>();
  if (number < 0 || number > 65535)
    return faults.error(yaml, pointer + "/bindPort", "expected a port from 1 to 65535");
  if (number != 0) target.bind_port = static_cast<unsigned>(number);
}

void decode_timeouts(const YamlDocument& yaml, Timeouts& target, Faults& faults) {
  const Json& timeouts = take::child(yaml.root, "timeouts");
  decode_health_check(yaml, target.control_plane_component_health_check, faults);
  take::duration(timeouts, "kubeletHealthCheck", target.kubelet_health_check);
  take::duration(timeouts, "kubernetesAPICall", target.kubernetes_api_call);
  take::duration(timeouts, "etcdAPICall", target.etcd_api_call);
  take::duration(timeouts, "tlsBootstrap", target.tls_bootstrap);
  take::duration(timeouts, "discovery", target.discovery);
  take::duration(timeouts, "upgradeManifests", target.upgrade_manifests);
}

void decode_init(const YamlDocument& yaml, InitConfiguration& init, Faults& faults) {
  const Json& root = yaml.root;
  decode_tokens(yaml, init.bootstrap_tokens, faults);
  take::boolean(root, "dryRun", init.dry_run);
  decode_node(take::child(root, "nodeRegistration"), init.node);
  decode_api(yaml, "/localAPIEndpoint", init.local_api, faults);
  std::string key;
  take::text(root, "certificateKey", key);
  if (!key.empty()) init.certificate_key = std::make_shared<const Secret>(std::move(key));
  take::texts(root, "skipPhases", init.skip_phases);
  take::text(take::child(root, "patches"), "directory", init.patches_directory);
  decode_timeouts(yaml, init.timeouts, faults);
}

}  // namespace kcluster
