#include "observe/reset.h"

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "observe/etcd.h"
#include "observe/node.h"

namespace kcluster {
namespace {

constexpr std::chrono::seconds kShort{2};  // the user waits to be asked

/// A file's one document; null when it cannot be read.
Json document(const std::string& path, const Files& files) {
  const auto read = attempt([&]() -> Json {
    const auto text = files.read(path);
    return text ? one_mapping(*text, path).value_or(Json()) : Json();
  });
  return read ? *read : Json();
}

Json manifest(const std::string& component, const Files& files) {
  const auto place = manifest_place(files, component);
  return place ? document(place->string(), files) : Json();
}

std::string flag(const Json& pod, const std::string& component, const char* name) {
  const auto command = pod_command(pod, component);
  return command ? flag_value(*command, name).value_or("") : "";
}

/// The host's folder behind the pod's volume; kubeadm mounts it under the same path.
std::string data_dir(const Json& pod) {
  for (const auto& volume : list_in(pod, "/spec/volumes"))
    if (string_in(volume, "/name") == "etcd-data") return string_in(volume, "/hostPath/path");
  return flag(pod, "etcd", "data-dir");
}

std::optional<unsigned> count_members(const Files& files, const OpenEtcd& open) {
  const auto count = attempt([&]() -> unsigned {
    auto access = etcd_access(observe_etcd(files).value_or(EtcdSeen{}), files);
    access.timeout = kShort;
    return static_cast<unsigned>(open(access)->members(Etcd::Reading::serializable).size());
  });
  return count.value;
}

}  // namespace

std::optional<SeenEtcdPod> observe_etcd_pod(const Files& files) {
  const auto pod = manifest("etcd", files);
  SeenEtcdPod seen{flag(pod, "etcd", "name"),
                   flag(pod, "etcd", "initial-advertise-peer-urls"),
                   data_dir(pod),
                   {}};
  if (seen.data_dir.empty()) return std::nullopt;
  if (const auto client = attempt([&] { return observe_etcd(files); }); client && *client)
    seen.client = {(*client)->endpoints, (*client)->authority_file, (*client)->certificate_file,
                   (*client)->key_file};
  return seen;
}

namespace {

/// A stacked etcd whose manifest was taken away is none.
std::string external_etcd(const Files& files) {
  const auto servers = flag(manifest("kube-apiserver", files), "kube-apiserver", "etcd-servers");
  const bool stacked = servers == "https://127.0.0.1:2379" || servers == "https://[::1]:2379";
  return stacked ? "" : servers;
}

std::string ca_file(const Files& files) {
  const auto trusted = flag(manifest("kube-apiserver", files), "kube-apiserver", "client-ca-file");
  if (!trusted.empty()) return trusted;
  return string_in(document(paths::kubelet_config, files), "/authentication/x509/clientCAFile");
}

}  // namespace

SeenReset observe_reset(const Files& files, const System& system, const OpenEtcd& etcd) {
  SeenReset seen;
  seen.cri_sockets = cri_sockets(files);
  seen.kubelet_socket =
      string_in(document(paths::kubelet_instance_config, files), "/containerRuntimeEndpoint");
  seen.ca_file = ca_file(files);
  seen.etcd = observe_etcd_pod(files);
  if (!seen.etcd) seen.external_etcd = external_etcd(files);
  seen.node_name =
      seen.etcd && !seen.etcd->name.empty() ? seen.etcd->name : lower(system.facts().hostname);
  if (seen.etcd) seen.members = count_members(files, etcd);
  const auto noted = files.read(paths::reset_hints);
  if (noted) seen.hints = parse_reset_hints(*noted);
  return seen;
}

}  // namespace kcluster
