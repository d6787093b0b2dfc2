#include "observe/etcd.h"

#include <algorithm>

#include "base/error.h"
#include "base/net.h"
#include "base/text.h"
#include "base/yaml.h"
#include "etcd/endpoint.h"
#include "kubernetes/paths.h"
#include "kubernetes/ports.h"

namespace kcluster {
namespace {

using Flags = std::map<std::string, std::string>;

void add_flags(const Json& words, Flags& flags) {
  if (!words.is_array()) return;
  for (const auto& word : words) {
    if (!word.is_string()) continue;
    const auto text = word.get<std::string>();
    const auto equals = text.find('=');
    if (text.starts_with("--") && equals != text.npos)
      flags[text.substr(2, equals - 2)] = text.substr(equals + 1);
  }
}

// of the first container of a static pod; nullopt: there is no such manifest
std::optional<Flags> manifest_flags(const Files& files, const std::string& name) {
  const auto path = manifest_place(files, name);
  if (!path) return std::nullopt;
  const auto documents = read_yaml(files.read(*path).value_or(""), path->string());
  const Json::json_pointer first("/spec/containers/0");
  if (documents.empty() || !documents.front().root.contains(first)) return std::nullopt;
  const auto& container = documents.front().root.at(first);
  Flags flags;
  if (!container.is_object()) return flags;
  for (const char* key : {"command", "args"}) add_flags(container.value(key, Json()), flags);
  return flags;
}

std::string value(const Flags& flags, const char* name) {
  const auto found = flags.find(name);
  return found == flags.end() ? std::string() : found->second;
}

std::vector<std::string> urls(const Flags& flags, const char* name) {
  const auto text = value(flags, name);
  return text.empty() ? std::vector<std::string>() : split(text, ',');
}

bool is_loopback(const std::string& url) {
  const auto ip = parse_ip(parse_etcd_endpoint(url).host);
  return ip && ip->loopback();
}

// over the loopback if it listens there: that way stands when the network does not
std::string own_endpoint(const Flags& flags) {
  for (const auto& url : urls(flags, "listen-client-urls"))
    if (is_loopback(url)) return url;
  const auto advertised = urls(flags, "advertise-client-urls");
  return advertised.empty() ? std::string() : advertised.front();
}

// the members it was started with, at the port where kubeadm's listen
std::vector<std::string> other_endpoints(const Flags& flags) {
  std::vector<std::string> made;
  const auto own = urls(flags, "initial-advertise-peer-urls");
  for (const auto& member : urls(flags, "initial-cluster")) {
    const auto url = member.substr(member.find('=') + 1);
    if (std::find(own.begin(), own.end(), url) != own.end()) continue;
    const auto peer = parse_etcd_endpoint(url);
    if (peer.scheme == EtcdEndpoint::Scheme::unix_socket) continue;  // of this machine alone
    const auto host = peer.authority.substr(0, peer.authority.rfind(':'));
    const bool tls = peer.scheme == EtcdEndpoint::Scheme::https;
    made.push_back((tls ? "https://" : "http://") + host + ":" +
                   std::to_string(ports::etcd_client));
  }
  return made;
}

EtcdSeen of_own(const Flags& flags) {
  EtcdSeen seen;
  if (auto own = own_endpoint(flags); !own.empty()) seen.endpoints.push_back(std::move(own));
  const auto others = other_endpoints(flags);
  seen.endpoints.insert(seen.endpoints.end(), others.begin(), others.end());
  seen.authority_file = value(flags, "trusted-ca-file");
  const auto folder = Path(seen.authority_file).parent_path();
  if (folder.empty()) return seen;
  seen.certificate_file = folder / "healthcheck-client.crt";
  seen.key_file = folder / "healthcheck-client.key";
  return seen;
}

std::string needed(const Files& files, const std::string& path, const char* flag) {
  if (auto text = files.read(path)) return *text;
  throw Error("etcd's clients need " + path + ", which is not there",
              std::string("run it on a control plane, or name the file with ") + flag);
}

bool all_plain(const std::vector<std::string>& endpoints) {
  return std::all_of(endpoints.begin(), endpoints.end(), [](const std::string& url) {
    return parse_etcd_endpoint(url).scheme != EtcdEndpoint::Scheme::https;
  });
}

}  // namespace

std::optional<Path> manifest_place(const Files& files, const std::string& component) {
  for (const char* folder : {paths::manifests, paths::aside})
    if (auto path = Path(folder) / (component + ".yaml"); files.look(path)) return path;
  return std::nullopt;
}

std::optional<EtcdSeen> observe_etcd(const Files& files) {
  if (const auto own = manifest_flags(files, "etcd")) return of_own(*own);
  const auto server = manifest_flags(files, "kube-apiserver");
  if (!server) return std::nullopt;
  return EtcdSeen{urls(*server, "etcd-servers"), value(*server, "etcd-cafile"),
                  value(*server, "etcd-certfile"), value(*server, "etcd-keyfile")};
}

EtcdAccess etcd_access(const EtcdSeen& seen, const Files& files) {
  EtcdAccess made;
  made.endpoints = seen.endpoints;
  if (all_plain(seen.endpoints)) return made;
  const auto usual = [](const std::string& file, const char* name) {
    return file.empty() ? std::string(paths::pki) + "/etcd/" + name : file;
  };
  made.authorities = needed(files, usual(seen.authority_file, "ca.crt"), "--cacert");
  made.client_certificate =
      needed(files, usual(seen.certificate_file, "healthcheck-client.crt"), "--cert");
  made.client_key = std::make_shared<const Secret>(
      needed(files, usual(seen.key_file, "healthcheck-client.key"), "--key"));
  return made;
}

}  // namespace kcluster
