#include "observe/upgrade.h"

#include <algorithm>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kube/pod_command.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "kubernetes/versions.h"
#include "observe/stored_configuration.h"
#include "observe/upgrade_parts.h"
#include "pki/digest.h"
#include "status/components.h"

namespace kcluster {
namespace {

constexpr const char* kManifests[] = {"kube-apiserver", "kube-controller-manager",
                                      "kube-scheduler"};

/// Looks that may fail, each noted under what it was about.
class Looks {
 public:
  explicit Looks(std::vector<std::string>& unseen) : unseen_(unseen) {}
  template <class Do>
  void at(const std::string& what, Do&& look) {
    if (const auto done = attempt([&] { return look(), true; }); !done)
      unseen_.push_back(what + ": " + done.why);
  }

 private:
  std::vector<std::string>& unseen_;
};

std::string tag_of(const std::string& image) {
  return image_tag(image.substr(0, image.find('@')));  // a digest may follow
}

std::vector<NodeVersion>* list_of(const std::string& component, SeenVersions& versions) {
  if (component == "kube-apiserver") return &versions.apiservers;
  if (component == "kube-controller-manager") return &versions.controller_managers;
  if (component == "kube-scheduler") return &versions.schedulers;
  return component == "etcd" ? &versions.etcd : nullptr;
}

void take_pods(const Json& pods, SeenVersions& versions) {
  for (const auto& pod : list_in(pods, "/items")) {
    auto* list = list_of(string_in(pod, "/metadata/labels/component"), versions);
    if (list)
      list->push_back(
          {string_in(pod, "/spec/nodeName"), tag_of(string_in(pod, "/spec/containers/0/image"))});
  }
}

void take_addons(const Client& api, SeenVersions& versions) {
  const std::string apps = "/apis/apps/v1/namespaces/kube-system/";
  const char* image = "/spec/template/spec/containers/0/image";
  const auto dns =
      api.get(apps + "deployments?labelSelector=k8s-app%3Dkube-dns").value_or(Json::object());
  const auto& found = list_in(dns, "/items");
  if (!found.empty()) versions.coredns = tag_of(string_in(found.front(), image));
  const auto proxy = api.get(apps + "daemonsets/kube-proxy");
  if (proxy) versions.kube_proxy = tag_of(string_in(*proxy, image));
}

/// Whether the data are as kubeadm or kcluster wrote them: over the values in the order of keys.
bool has_own_hash(const Json& map) {
  const auto& notes = value_in(map, "/metadata/annotations");
  if (!notes.is_object() || !notes.contains(names::config_hash)) return false;
  std::string all;
  const auto& data = value_in(map, "/data");
  if (data.is_object())
    for (const auto& [key, value] : data.items())
      if (value.is_string()) all += value.get<std::string>();
  return notes[names::config_hash] == "sha256:" + hex(sha256(all));
}

struct StoredConfig {
  std::optional<Json> document;
  bool generated = false;
};

StoredConfig stored_config(const Client& api, const std::string& map, const char* key) {
  const auto found = api.get("/api/v1/namespaces/kube-system/configmaps/" + map);
  if (!found) return {};
  const auto& data = value_in(*found, "/data");
  const auto text = data.is_object() ? data.value(key, Json()) : Json();
  if (!text.is_string()) return {};
  return {one_mapping(text.get<std::string>(), map), has_own_hash(*found)};
}

SeenComponentConfig versioned(const char* group, const std::optional<Json>& document) {
  const auto api = document ? string_in(*document, "/apiVersion") : "";
  return {group, api.substr(api.find('/') + 1)};
}

void take_configs(const Client& api, Looks& looks, SeenUpgrade& seen) {
  looks.at("kubeadm-config", [&] { seen.configuration = stored_configuration(api); });
  looks.at("kubelet-config", [&] {
    auto stored = stored_config(api, names::kubelet_config, "kubelet");
    seen.kubelet = std::move(stored.document);
    seen.kubelet_generated = stored.generated;
  });
  looks.at("kube-proxy's configuration", [&] {
    auto stored = stored_config(api, "kube-proxy", "config.conf");
    seen.proxy = std::move(stored.document);
    seen.proxy_generated = stored.generated;
  });
  looks.at("the Corefile", [&] {
    const auto map = api.get("/api/v1/namespaces/kube-system/configmaps/coredns");
    if (map) seen.corefile = string_in(*map, "/data/Corefile");
  });
  seen.configs = {versioned("kubeproxy.config.k8s.io", seen.proxy),
                  versioned("kubelet.config.k8s.io", seen.kubelet)};
}

/// The server that answered, then each control plane's own: metrics are every server's own.
std::vector<Endpoint> servers(const StatusEyes& eyes, const std::string& answered,
                              const std::vector<MirrorPod>& pods) {
  std::vector<std::string> urls;
  for (const auto& pod : pods)
    if (!pod.address.empty()) urls.push_back("https://" + pod.address);
  if (urls.empty()) urls.push_back(answered);
  std::vector<Endpoint> out;
  for (const auto& url : urls) {
    out.push_back(endpoint(*eyes.cluster));
    out.back().url = url;
    out.back().timeout = eyes.patience;
  }
  return out;
}

void merge(std::vector<SeenDeprecatedUse> more, std::vector<SeenDeprecatedUse>& uses) {
  for (auto& use : more) {
    const auto same = std::find_if(uses.begin(), uses.end(), [&](const auto& known) {
      return known.group == use.group && known.version == use.version &&
             known.resource == use.resource;
    });
    if (same == uses.end())
      uses.push_back(std::move(use));
    else if (same->managers.empty())
      same->managers = std::move(use.managers);
  }
}

void ask_servers(const StatusEyes& eyes, const Json& pods, Looks& looks, SeenUpgrade& seen) {
  for (const auto& server : servers(eyes, seen.endpoint, mirror_pods(pods)))
    looks.at("metrics of " + server.url, [&] {
      const auto answer = eyes.http(server)->get("/metrics");
      if (!answer.ok()) throw Error("answers " + std::to_string(answer.status));
      merge(deprecated_in_metrics(answer.body), seen.deprecated);
    });
}

/// An image without a tag says nothing, but the server itself does.
void ask_version(const Client& api, SeenVersions& versions) {
  const auto told = api.get("/version");
  const auto text = told ? string_in(*told, "/gitVersion") : "";
  if (versions.apiservers.empty()) versions.apiservers.push_back({"", text});
  for (auto& each : versions.apiservers)
    if (!Version::parse(each.version)) each.version = text;
}

void ask_cluster(const StatusEyes& eyes, SeenUpgrade& seen) {
  Looks looks(seen.unseen);
  auto server = endpoint(*eyes.cluster);
  server.url = seen.endpoint;
  server.timeout = eyes.patience;
  const Client api(eyes.http(server));
  Json pods = Json::object();
  looks.at("the control plane's pods", [&] {
    pods = api.get("/api/v1/namespaces/kube-system/pods?labelSelector=tier%3Dcontrol-plane")
               .value_or(Json::object());
    take_pods(pods, seen.versions);
  });
  looks.at("the API server's version", [&] { ask_version(api, seen.versions); });
  looks.at("CoreDNS and kube-proxy", [&] { take_addons(api, seen.versions); });
  take_configs(api, looks, seen);
  looks.at("custom definitions", [&] { seen.definitions = custom_definitions(api); });
  looks.at("disruption budgets", [&] { seen.budgets = blocking_budgets(api); });
  ask_servers(eyes, pods, looks, seen);
  looks.at("objects of removed APIs", [&] {
    const auto own = Version::parse(seen.versions.configured);
    if (own) merge(written_through_removed(api, own->minor), seen.deprecated);
  });
}

void take_status(const ClusterStatus& status, SeenUpgrade& seen) {
  seen.endpoint = status.endpoint;
  seen.unseen = status.unseen;
  seen.versions.configured = status.version;
  for (const auto& node : status.nodes) {
    const bool control_plane =
        std::find(node.roles.begin(), node.roles.end(), "control-plane") != node.roles.end();
    seen.nodes.push_back({node.name, control_plane, node.ready, node.cordoned, node.why});
    seen.versions.kubelets.push_back({node.name, node.version});
  }
  for (const auto& component : status.components)
    if (!component.well) seen.faults.push_back({component.node, component.name, component.why});
  for (const auto& each : status.certificates)
    seen.certificates.push_back({each.file, each.expires, each.authority});
}

void take_etcd(const EtcdHealth& health, SeenUpgrade& seen) {
  seen.etcd_seen = true;
  for (const auto& each : health.members) {
    SeenEtcdMember member;
    member.name = member_label(each.member);
    member.learner = each.member.learner;
    member.leads = each.leads();
    member.fault = quorum_fault(each, health.alarms_fault);
    if (each.status) {
      member.version = each.status->version;
      member.storage_version = each.status->storage_version;
      member.db_size = each.status->db_size;
    }
    seen.etcd.push_back(std::move(member));
  }
}

void look_at_node(const Files& files, const OpenCri& cri, SeenUpgrade& seen) {
  Looks looks(seen.unseen);
  looks.at("the images at hand", [&] {
    const auto socket = kubelet_socket(files);
    if (!socket.empty()) seen.images = cri(socket)->images();
  });
  looks.at("the kubelet's arguments",
           [&] { seen.kubelet_arguments = files.read(paths::kubelet_flags).value_or(""); });
  for (const auto* name : kManifests) {
    const auto path = std::string(paths::manifests) + "/" + name + ".yaml";
    if (!files.look(path)) seen.missing_manifests.push_back(path);
  }
}

}  // namespace

SeenUpgrade observe_upgrade(const StatusEyes& eyes, const OpenCri& cri) {
  SeenUpgrade seen;
  const auto status = look_at_cluster(eyes);
  take_status(status, seen);
  if (status.etcd) take_etcd(*status.etcd, seen);
  look_at_node(eyes.files, cri, seen);
  if (eyes.cluster && !seen.endpoint.empty()) ask_cluster(eyes, seen);
  return seen;
}

}  // namespace kcluster
