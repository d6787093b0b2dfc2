#include "observe/cluster.h"

#include <fmt/format.h>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/yaml.h"
#include "kube/refusal.h"
#include "kubernetes/names.h"
#include "observe/cluster_node.h"
#include "observe/stored_configuration.h"

namespace kcluster {
namespace {

[[noreturn]] void not_let_in(const Refusal& refusal, const std::string& what) {
  if (refusal.status == 401)
    throw Error(
        "the cluster does not know the token: it has just expired, or is not for "
        "authentication",
        "make one that is: kcluster token create --usages signing,authentication");
  throw Error(fmt::format("the token does not let this node read {}: {}", what, refusal.what()),
              "make one in the usual group: kcluster token create; or mend the cluster's roles: "
              "kcluster init phase bootstrap-token");
}

/// What the cluster keeps in that ConfigMap; a refusal is the token's.
template <class Read>
auto stored(const char* map, const Read& read) {
  try {
    return read();
  } catch (const Refusal& refusal) {
    if (refusal.status == 401 || refusal.status == 403) not_let_in(refusal, map);
    throw;
  }
}

Json kubelet_document(const std::string& text) {
  if (auto root = one_mapping(text, "ConfigMap kube-system/kubelet-config")) return *root;
  throw Error("ConfigMap kube-system/kubelet-config holds no KubeletConfiguration",
              "make it on a control plane: kcluster init phase upload-config kubelet");
}

}  // namespace

SeenCluster observe_cluster(const Client& api, const std::string& node_name, const Clock& clock) {
  SeenCluster seen;
  seen.configuration = stored("kubeadm-config", [&] { return stored_configuration(api); });
  seen.kubelet = kubelet_document(
      stored("kubelet-config", [&] { return stored_text(api, "kubelet-config", "kubelet"); }));
  seen.same_name = observe_cluster_node(node_name, api, clock);
  return seen;
}

SharedCertificates observe_shared_certificates(const Client& api) {
  const auto path =
      fmt::format("/api/v1/namespaces/{}/secrets/{}", names::kube_system, names::kubeadm_certs);
  const auto secret = attempt([&] { return api.get(path); });
  if (!secret) return {std::nullopt, secret.why};
  SharedCertificates shared;
  if (*secret) shared.data.emplace((*secret)->value("data", Json::object()));
  return shared;
}

bool lacks_ca_key(const SharedCertificates& shared) {
  return shared.data && string_in(*shared.data, "/ca.key").empty();
}

}  // namespace kcluster
