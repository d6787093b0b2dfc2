#include "kube/cluster_info.h"

#include "base/text.h"
#include "base/yaml.h"
#include "kube/objects.h"
#include "kubernetes/names.h"
#include "pki/seal.h"

namespace kcluster {

std::string cluster_info_kubeconfig(const std::string& server, const std::string& authorities) {
  const Json cluster = {{"certificate-authority-data", base64(authorities)}, {"server", server}};
  return write_yaml({{"apiVersion", "v1"},
                     {"kind", "Config"},
                     {"clusters", Json::array({{{"cluster", cluster}, {"name", ""}}})},
                     {"contexts", nullptr},
                     {"current-context", ""},
                     {"users", nullptr}});
}

std::string signature_key(const std::string& token_id) { return "jws-kubeconfig-" + token_id; }

Json cluster_info(const Kubeconfig& admin, const std::vector<TokenSecret>& signers) {
  const auto kubeconfig = cluster_info_kubeconfig(admin.server, admin.authorities);
  std::map<std::string, std::string> data{{"kubeconfig", kubeconfig}};
  for (const auto& token : signers)
    data[signature_key(token.id)] = jws_detached(kubeconfig, token.id, *token.secret);
  return config_map(names::kube_public, names::cluster_info, data);
}

}  // namespace kcluster
