#include "phases/stored_configuration.h"

#include "base/error.h"
#include "base/json_in.h"
#include "base/yaml.h"

namespace kcluster {
namespace {

constexpr const char* kPath = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";
constexpr const char* kKey = "ClusterConfiguration";
constexpr const char* kName = "ConfigMap kube-system/kubeadm-config";

}  // namespace

void change_configuration(Client& api, const std::function<void(Json& cluster)>& change) {
  api.change(kPath, [&](Json& map) {
    const auto before = one_mapping(string_in(map, std::string("/data/") + kKey), kName);
    if (!before)
      throw Error(std::string(kName) + " holds no " + kKey,
                  "make it again: kcluster init phase upload-config kubeadm");
    auto after = *before;
    change(after);
    if (after != *before) map["data"][kKey] = write_yaml(after);
  });
}

}  // namespace kcluster
