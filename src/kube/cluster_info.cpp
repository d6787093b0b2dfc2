#include "kube/cluster_info.h"

#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kube/objects.h"
#include "kubernetes/names.h"
#include "pki/certificate.h"
#include "pki/seal.h"

namespace kcluster {
namespace {

constexpr std::string_view kSignature = "jws-kubeconfig-";

Error odd(const std::string& what) {
  return Error(
      "its cluster-info cannot be used: " + what,
      "look at it on a control plane: kubectl -n kube-public get configmap cluster-info -o "
      "yaml; `kcluster init phase bootstrap-token` makes it");
}

const std::string& text_of(const Json& object, const char* key, const char* otherwise) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) throw odd(otherwise);
  return found->get_ref<const std::string&>();
}

/// The one cluster of the kubeconfig; kubeadm writes it without a name.
const Json& only_cluster(const Json& kubeconfig) {
  const Json* clusters = nullptr;
  if (kubeconfig.is_object() && kubeconfig.contains("clusters")) clusters = &kubeconfig["clusters"];
  if (clusters == nullptr || !clusters->is_array() || clusters->size() != 1 ||
      !clusters->front().is_object() || !clusters->front().contains("cluster") ||
      !clusters->front()["cluster"].is_object())
    throw odd("its kubeconfig does not have exactly one cluster");
  return clusters->front()["cluster"];
}

void read_cluster(ClusterInfo& info) {
  const auto documents = read_yaml(info.kubeconfig, "the kubeconfig in cluster-info");
  if (documents.size() != 1) throw odd("its kubeconfig is not one document");
  const Json& cluster = only_cluster(documents.front().root);
  info.server = text_of(cluster, "server", "its kubeconfig names no server");
  if (info.server.rfind("https://", 0) != 0) throw odd("its server is no https URL");
  const auto pem =
      unbase64(text_of(cluster, "certificate-authority-data", "its kubeconfig names no authority"));
  if (!pem) throw odd("its authority is not base64");
  Certificate::parse(*pem, "the authority in cluster-info");
  info.authorities = *pem;
}

}  // namespace

ClusterInfo read_cluster_info(std::string_view body) {
  if (body.size() > largest_cluster_info) throw odd("it is too large");
  const auto root = Json::parse(body, nullptr, false);
  if (!root.is_object() || root.value("kind", Json()) != "ConfigMap" || !root.contains("data") ||
      !root["data"].is_object())
    throw odd("it is no ConfigMap with data");
  ClusterInfo info;
  info.kubeconfig = text_of(root["data"], "kubeconfig", "it holds no kubeconfig");
  for (const auto& [key, value] : root["data"].items())
    if (key.rfind(kSignature, 0) == 0 && value.is_string())
      info.signatures[key.substr(kSignature.size())] = value.get<std::string>();
  read_cluster(info);
  return info;
}

std::string cluster_info_kubeconfig(const std::string& server, const std::string& authorities) {
  const Json cluster = {{"certificate-authority-data", base64(authorities)}, {"server", server}};
  return write_yaml({{"apiVersion", "v1"},
                     {"kind", "Config"},
                     {"clusters", Json::array({{{"cluster", cluster}, {"name", ""}}})},
                     {"contexts", nullptr},
                     {"current-context", ""},
                     {"users", nullptr}});
}

std::string signature_key(const std::string& token_id) {
  return std::string(kSignature) + token_id;
}

Json cluster_info(const Kubeconfig& admin, const std::vector<TokenSecret>& signers) {
  const auto kubeconfig = cluster_info_kubeconfig(admin.server, admin.authorities);
  std::map<std::string, std::string> data{{"kubeconfig", kubeconfig}};
  for (const auto& token : signers)
    data[signature_key(token.id)] = jws_detached(kubeconfig, token.id, *token.secret);
  return config_map(names::kube_public, names::cluster_info, data);
}

ClusterInfo read_cluster_info(const Client& api) {
  if (const auto info = api.get(cluster_info_path)) return read_cluster_info(info->dump());
  throw Error("the cluster has no ConfigMap kube-public/cluster-info, which nodes join by",
              "kcluster init phase bootstrap-token");
}

void sign_cluster_info(const TokenSecret& token, Client& api) {
  api.change(cluster_info_path, [&](Json& info) {
    const auto kubeconfig = string_in(info, "/data/kubeconfig");
    info["data"][signature_key(token.id)] = jws_detached(kubeconfig, token.id, *token.secret);
  });
}

}  // namespace kcluster
