#include <algorithm>

#include "base/attempt.h"
#include "base/net.h"
#include "base/text.h"
#include "base/yaml.h"
#include "etcd/endpoint.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "observe/examine_parts.h"

namespace kcluster {
namespace {

using Role = Examination::Role;
using Manifest = Examination::Manifest;
using Command = std::vector<std::string>;

constexpr const char* kEtcd = "etcd";
constexpr const char* kServer = "kube-apiserver";
constexpr const char* kComponents[] = {kEtcd, kServer, "kube-controller-manager", "kube-scheduler"};
/// Where a manifest is moved to that is to stop its pod for a while.
constexpr const char* kOtherFolders[] = {paths::manifests, paths::kubernetes, paths::aside, "/root",
                                         "/tmp"};
/// Flags that name files which have to be there.
constexpr const char* kFileFlags[] = {"-file", "-cafile", "-certfile", "-keyfile", "kubeconfig"};
/// They are seen at the same path in the pod.
constexpr const char* kSharedFolders[] = {"/etc/kubernetes/pki/", "/etc/kubernetes/"};

std::string path_of(const std::string& component) {
  return std::string(paths::manifests) + "/" + component + ".yaml";
}

std::optional<Command> command_of(const std::string& component, const Files& files) {
  const auto text = files.read(path_of(component));
  const auto pod = text ? one_mapping(*text, path_of(component)) : std::nullopt;
  return pod ? pod_command(*pod, component) : std::nullopt;
}

std::string find_elsewhere(const std::string& component, const Files& files) {
  for (const auto* folder : kOtherFolders) {
    const auto names = attempt([&] { return files.list(folder); });
    if (!names || !*names) continue;
    for (const auto& name : **names)
      if (name.find(component + ".y") != name.npos) return std::string(folder) + "/" + name;
  }
  return "";
}

bool names_a_file(const std::string& flag) {
  return std::any_of(std::begin(kFileFlags), std::end(kFileFlags),
                     [&](const char* ending) { return flag.ends_with(ending); });
}

/// Of kubeadm's own places only; other mounts may have other paths in the pod.
bool is_shared(const std::string& path) {
  if (path.starts_with(kSharedFolders[0])) return true;
  return path.starts_with(kSharedFolders[1]) && path.ends_with(".conf") &&
         Path(path).parent_path() == paths::kubernetes;
}

std::vector<std::string> missing_files(const Command& command, const Files& files) {
  std::vector<std::string> missing;
  for (const auto& word : command) {
    const auto equals = word.find('=');
    if (!word.starts_with("--") || equals == word.npos) continue;
    const auto path = word.substr(equals + 1);
    if (!names_a_file(word.substr(0, equals)) || !is_shared(path) || files.look(path)) continue;
    if (!std::count(missing.begin(), missing.end(), path)) missing.push_back(path);
  }
  return missing;
}

/// An address that this node is told to have; "": none is named.
std::string address_in(const std::string& component, const Command& command) {
  if (component == kServer) {
    const auto text = flag_value(command, "advertise-address").value_or("");
    const auto ip = parse_ip(text);
    return ip && !ip->unspecified() ? text : "";
  }
  const auto host = component == kEtcd ? peer_host(command) : "";
  return parse_ip(host) ? host : "";
}

Manifest look_at(const std::string& component, const Files& files) {
  Manifest seen{component, path_of(component), true, "", "", "", {}};
  seen.there = files.look(seen.path).has_value();
  if (!seen.there) {
    seen.elsewhere = find_elsewhere(component, files);
    return seen;
  }
  const auto command = attempt([&] { return command_of(component, files); });
  if (!command || !*command) {
    seen.fault = command ? "it is no pod with a container " + component : command.why;
    return seen;
  }
  seen.address = address_in(component, **command);
  seen.missing_files = missing_files(**command, files);
  return seen;
}

bool is_loopback(const std::string& url) {
  const auto ip = parse_ip(host_of(url));
  return ip && ip->loopback();
}

}  // namespace

Command command_here(const std::string& component, const Files& files) {
  const auto command = attempt([&] { return command_of(component, files); });
  return command ? command->value_or(Command{}) : Command{};
}

std::string host_of(const std::string& url) {
  return attempt([&] { return parse_etcd_endpoint(url).host; }).value.value_or("");
}

std::string peer_host(const Command& command) {
  const auto urls = flag_value(command, "initial-advertise-peer-urls").value_or("");
  return urls.empty() ? "" : host_of(split(urls, ',').front());
}

Role examine_role(const Files& files) {
  const auto there = [&](const std::string& path) { return files.look(path).has_value(); };
  for (const auto* name : kComponents)
    if (there(path_of(name))) return Role::control_plane;
  if (there(std::string(paths::pki) + "/apiserver.crt") || there(paths::admin_conf))
    return Role::control_plane;
  for (const auto* path :
       {paths::kubelet_conf, paths::bootstrap_kubelet_conf, paths::kubelet_config})
    if (there(path)) return Role::worker;
  return Role::none;
}

bool uses_external_etcd(const Files& files) {
  if (files.look(path_of(kEtcd)) || files.look(std::string(paths::pki) + "/etcd/server.crt"))
    return false;
  const auto command = attempt([&] { return command_of(kServer, files); });
  if (!command || !*command) return false;
  const auto urls = split(flag_value(**command, "etcd-servers").value_or(""), ',');
  return std::none_of(urls.begin(), urls.end(), is_loopback);
}

std::vector<Manifest> examine_manifests(const Files& files) {
  std::vector<Manifest> all;
  for (const std::string component : kComponents)
    if (component != kEtcd || !uses_external_etcd(files)) all.push_back(look_at(component, files));
  return all;
}

}  // namespace kcluster
