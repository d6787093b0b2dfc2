#include "observe/upgrade_node.h"

#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kube/kubelet_access.h"
#include "kube/pod_command.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "observe/etcd.h"
#include "observe/etcd_restore.h"
#include "observe/node.h"
#include "observe/stored_configuration.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

constexpr const char* kProxy = "kube-proxy";
constexpr const char* kServer = "kube-apiserver";
constexpr const char* kHash = "/metadata/annotations/kubeadm.kubernetes.io~1component-config.hash";

/// A component's configuration as the cluster keeps it.
struct Stored {
  Json document = Json::object();
  bool generated = false;  ///< nobody has changed it since it was made
};

Stored stored_component(const Client& api, const std::string& map, const std::string& key) {
  const auto found = api.get(std::string("/api/v1/namespaces/kube-system/configmaps/") + map);
  if (!found) return {Json::object(), true};  // the addon was left out
  std::string all;  // the mark is over the values in the order of their keys
  for (const auto& [name, value] : value_in(*found, "/data").items())
    if (value.is_string()) all += value.get<std::string>();
  Stored stored;
  stored.document = one_mapping(string_in(*found, "/data/" + key), "ConfigMap kube-system/" + map)
                        .value_or(Json::object());
  stored.generated = string_in(*found, kHash) == "sha256:" + hex(sha256(all));
  return stored;
}

std::string version_here(const Files& files) {
  const auto place = manifest_place(files, kServer);
  const auto text = place ? files.read(*place) : std::nullopt;
  const auto pod = text ? one_mapping(*text, place->string()) : std::nullopt;
  return pod ? image_tag(string_in(*pod, "/spec/containers/0/image")) : "";
}

std::vector<std::string> other_control_planes(const Client& api, const std::string& own) {
  const auto nodes =
      api.get(std::string("/api/v1/nodes?labelSelector=") + names::control_plane_label);
  std::vector<std::string> others;
  if (!nodes) return others;
  for (const auto& node : list_in(*nodes, "/items"))
    if (auto name = string_in(node, "/metadata/name"); name != own) others.push_back(name);
  return others;
}

}  // namespace

UpgradeOrigin observe_upgrade_node(const Files& files, const System& system, const OpenEtcd& etcd,
                                   const Client& api) {
  const auto here = observe_restore(files, system, etcd);
  UpgradeOrigin seen;
  seen.version = version_here(files);
  if (seen.version.empty())
    throw Error("this node is no control plane: it has no API server's manifest",
                "run it on a control plane; a worker is upgraded by: kcluster upgrade node",
                Exit::usage);
  seen.name = kubelet_access(files).node;
  seen.advertise_address = here.advertise_address;
  seen.secure_port = here.secure_port;
  seen.cri_socket = here.cri_socket;
  seen.program = here.program;
  seen.pods = here.pods;
  if (const auto reached = observe_etcd(files))
    seen.etcd = {reached->endpoints, reached->authority_file, reached->certificate_file,
                 reached->key_file};
  seen.kubelet_resolv_conf = preferred_resolv_conf(system);
  seen.cluster = stored_configuration(api);
  const auto kubelet = stored_component(api, names::kubelet_config, "kubelet");
  const auto proxy = stored_component(api, kProxy, "config.conf");
  seen.kubelet = kubelet.document;
  seen.kubelet_generated = kubelet.generated;
  seen.proxy = proxy.document;
  seen.proxy_generated = proxy.generated;
  seen.other_control_planes = other_control_planes(api, seen.name);
  return seen;
}

}  // namespace kcluster
