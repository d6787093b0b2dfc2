#include "status/api_status.h"

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/yaml.h"
#include "kube/client.h"
#include "kube/tokens.h"
#include "status/health_probes.h"
#include "status/nodes.h"

namespace kcluster {
namespace {

constexpr const char* kSystem = "/api/v1/namespaces/kube-system";
constexpr const char* kLeases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/";
constexpr const char* kLeaders[] = {"kube-controller-manager", "kube-scheduler"};

/// The kubeconfig's server, then the API server whose manifest is here.
std::vector<Endpoint> candidates(const StatusEyes& eyes) {
  std::vector<Endpoint> all;
  if (!eyes.cluster) return all;
  all.push_back(endpoint(*eyes.cluster));
  const auto here = attempt(
      [&] { return component_probe("kube-apiserver", {}, all.front(), eyes.files).endpoint; });
  if (here && here->url != all.front().url) all.push_back(*here);
  for (auto& each : all) each.timeout = eyes.patience;
  return all;
}

std::string version_of(const Json& kubeadm_config) {
  const auto text = string_in(kubeadm_config, "/data/ClusterConfiguration");
  const auto configuration = one_mapping(text, "kubeadm-config");
  return configuration ? string_in(*configuration, "/kubernetesVersion") : "";
}

std::vector<TokenSecret> tokens_without_secrets(const Client& api) {
  auto tokens = list_tokens(api).tokens;
  for (auto& token : tokens) token.secret.reset();
  return tokens;
}

/// Everything but the Nodes, each for itself: who asks may not be allowed to see all of it.
void look_around(const Client& api, Time now, ApiStatus& seen) {
  const auto note = [&](auto&& look) {
    if (const auto done = attempt([&] { return look(), true; }); !done)
      seen.unseen.push_back(done.why);
  };
  note([&] {
    const auto config = api.get(std::string(kSystem) + "/configmaps/kubeadm-config");
    seen.version = config ? version_of(*config) : "";
  });
  note([&] {
    const auto list = api.get(std::string(kSystem) + "/pods?labelSelector=tier%3Dcontrol-plane");
    seen.pods = mirror_pods(list.value_or(Json::object()));
  });
  for (const auto* name : kLeaders)
    note([&] {
      const auto lease = api.get(std::string(kLeases) + name);
      seen.leaders[name] = lease ? lease_holder(*lease, now) : "";
    });
  note([&] { seen.tokens = tokens_without_secrets(api); });
}

constexpr const char* kNodes = "/api/v1/nodes";

/// A kubelet may see its own Node when it may not see all.
std::vector<NodeStatus> own_node_alone(const Client& api, const std::optional<std::string>& own) {
  const auto node =
      attempt([&] { return own ? api.get(std::string(kNodes) + "/" + *own) : std::nullopt; });
  if (!node || !*node) return {};
  return node_statuses({{"items", Json::array({**node})}});
}

}  // namespace

ApiStatus ask_api(const StatusEyes& eyes, const std::optional<std::string>& own_node) {
  ApiStatus seen;
  for (const auto& server : candidates(eyes)) {
    const Client api(eyes.http(server));
    const auto nodes = attempt([&] { return api.get(kNodes); });
    if (!nodes) {
      seen.unseen.push_back("the cluster at " + server.url + ": " + nodes.why);
      if (nodes.silence) continue;
    }
    seen.endpoint = server.url;
    seen.nodes =
        nodes ? node_statuses(nodes->value_or(Json::object())) : own_node_alone(api, own_node);
    look_around(api, eyes.clock.now(), seen);
    break;
  }
  return seen;
}

}  // namespace kcluster
