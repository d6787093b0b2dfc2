#include "observe/stored_configuration.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_in.h"
#include "config/join.h"

namespace kcluster {

std::string stored_text(const Client& api, const std::string& map, const std::string& key) {
  const auto found = api.get("/api/v1/namespaces/kube-system/configmaps/" + map);
  auto text = found ? string_in(*found, "/data/" + key) : std::string();
  if (!text.empty()) return text;
  throw Error(fmt::format("the cluster keeps no {} in ConfigMap kube-system/{}", key, map),
              "make it on a control plane: kcluster init phase upload-config all");
}

ClusterConfiguration stored_configuration(const Client& api) {
  return load_stored_cluster(stored_text(api, "kubeadm-config", "ClusterConfiguration"),
                             "ConfigMap kube-system/kubeadm-config");
}

}  // namespace kcluster
