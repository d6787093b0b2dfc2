#include "base/error.h"
#include "base/json_in.h"
#include "kube/cluster_info.h"
#include "kube/kubeconfig.h"
#include "phases/endpoint.h"
#include "phases/stored_configuration.h"

namespace kcluster {
namespace {

constexpr const char* kProxyConfig = "/api/v1/namespaces/kube-system/configmaps/kube-proxy";
constexpr const char* kProxy = "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy";
constexpr const char* kAnnotation = "kcluster/control-plane-endpoint";

/// A text of a ConfigMap's data, changed; the same text when there is nothing to change.
template <class Edit>
void edit_data(Client& api, const char* path, const std::string& key, const Edit& edit) {
  api.change(path, [&](Json& map) {
    const auto text = string_in(map, "/data/" + key);
    if (text.empty())
      throw Error(std::string(path) + " has no " + key,
                  "make it again: kcluster init phase upload-config, or addon kube-proxy");
    map["data"][key] = edit(text);
  });
}

}  // namespace

void name_in_configuration(const EndpointPlan& plan, Client& api) {
  change_configuration(api, [&](Json& root) { root["controlPlaneEndpoint"] = plan.endpoint; });
}

void name_in_cluster_info(const EndpointPlan& plan, Client& api) {
  const auto info = read_cluster_info(api);
  if (info.server == plan.url) return;
  const auto kubeconfig = cluster_info_kubeconfig(plan.url, info.authorities);
  api.change(cluster_info_path, [&](Json& live) {
    live["data"] = Json{{"kubeconfig", kubeconfig}};
  });
}

void name_in_kube_proxy(const EndpointPlan& plan, Client& api) {
  if (!api.get(kProxy)) return;
  edit_data(api, kProxyConfig, "kubeconfig.conf",
            [&](const std::string& text) { return with_server(text, "kube-proxy", plan.url); });
  api.change(kProxy, [&](Json& daemons) {
    daemons["spec"]["template"]["metadata"]["annotations"][kAnnotation] = plan.endpoint;
  });
}

}  // namespace kcluster
