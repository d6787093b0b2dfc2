#include "manifest/encryption.h"

#include <algorithm>

#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "base/yaml.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

constexpr const char* kVersion = "apiserver.config.k8s.io/v1";
constexpr const char* kKind = "EncryptionConfiguration";
constexpr const char* kIdentity = "identity";
constexpr std::size_t kKeyBytes[] = {16, 24, 32};

[[noreturn]] void refuse(const std::string& source, const std::string& what) {
  throw Error(source + " is not as kcluster writes it: " + what,
              "kcluster only changes a configuration for secrets alone, with keys of secretbox, "
              "aescbc and aesgcm; change this one by hand");
}

/// Keys of one kind that follow each other are one provider, as Kubernetes' own examples have it.
Json provider_list(const EncryptionProviders& providers) {
  Json list = Json::array();
  for (const auto& each : providers) {
    if (each.kind == kIdentity) {
      list.push_back({{kIdentity, Json::object()}});
      continue;
    }
    if (list.empty() || !list.back().contains(each.kind))
      list.push_back({{each.kind, {{"keys", Json::array()}}}});
    list.back()[each.kind]["keys"].push_back(
        {{"name", each.key_name}, {"secret", each.key->reveal()}});
  }
  return list;
}

bool is_key(const std::string& text) {
  auto bytes = unbase64(text);
  const Secret key(bytes ? std::move(*bytes) : std::string());
  return std::find(std::begin(kKeyBytes), std::end(kKeyBytes), key.size()) != std::end(kKeyBytes);
}

bool is_key_name(const std::string& name) {
  return !name.empty() && name.size() <= 63 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_.") == name.npos;
}

EncryptionProvider read_key(const std::string& kind, const Json& key, const std::string& source) {
  auto secret = std::make_shared<const Secret>(string_in(key, "/secret"));
  const auto name = string_in(key, "/name");
  if (!is_key_name(name)) refuse(source, "a key of " + kind + " has no plain name");
  if (!is_key(secret->reveal())) refuse(source, "the key " + name + " is no base64 of 32 bytes");
  return {kind, name, std::move(secret)};
}

void read_provider(const Json& provider, const std::string& source, EncryptionProviders& out) {
  if (!provider.is_object() || provider.size() != 1) refuse(source, "a provider has not one kind");
  const auto& kind = provider.begin().key();
  if (kind == kIdentity) return out.push_back(identity_provider());
  const auto kinds = encryption_kinds();
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
    refuse(source, "it has a provider of another kind (" + kind.substr(0, 20) + ")");
  const auto& keys = list_in(*provider.begin(), "/keys");
  if (keys.empty()) refuse(source, "its provider " + kind + " has no keys");
  for (const auto& key : keys) out.push_back(read_key(kind, key, source));
}

/// A flag as a pod's command has it.
std::string word(const Arg& arg) { return "--" + arg.name + "=" + arg.value; }

Json& api_server_container(Json& pod) {
  static const auto path = "/spec/containers"_json_pointer;
  if (pod.contains(path) && pod[path].is_array())
    for (auto& container : pod[path])
      if (string_in(container, "/name") == "kube-apiserver") return container;
  throw Error("the API server's manifest has no container kube-apiserver",
              "make it again: kcluster init phase control-plane apiserver");
}

bool is_named(const Json& object, const std::string& name) {
  return string_in(object, "/name") == name;
}

void drop_named(Json& parent, const char* list, const std::string& name) {
  if (!parent.contains(list) || !parent[list].is_array()) return;
  Json kept = Json::array();
  for (const auto& each : parent[list])
    if (!is_named(each, name)) kept.push_back(each);
  if (kept.size() == parent[list].size()) return;
  parent[list] = std::move(kept);
  if (parent[list].empty()) parent.erase(list);
}

/// Before the first one whose name is greater: static pods have their volumes in order.
void insert_named(Json& parent, const char* list, const Json& object) {
  drop_named(parent, list, string_in(object, "/name"));
  auto& all = parent[list];
  if (!all.is_array()) all = Json::array();
  const auto behind = std::find_if(all.begin(), all.end(), [&](const Json& each) {
    return string_in(each, "/name") > string_in(object, "/name");
  });
  all.insert(behind, object);
}

}  // namespace

Secret encryption_text(const EncryptionProviders& providers) {
  const Json rule = {{"resources", {"secrets"}}, {"providers", provider_list(providers)}};
  return Secret(write_yaml(
      {{"apiVersion", kVersion}, {"kind", kKind}, {"resources", Json::array({rule})}}));
}

EncryptionProviders read_encryption(std::string_view text, const std::string& source) {
  const auto root = one_mapping(text, source);
  if (!root || string_in(*root, "/apiVersion") != kVersion || string_in(*root, "/kind") != kKind)
    refuse(source, std::string("it is no ") + kKind + " of " + kVersion);
  const auto& rules = list_in(*root, "/resources");
  if (rules.size() != 1 || list_in(rules[0], "/resources") != Json::array({"secrets"}))
    refuse(source, "it is not for secrets alone");
  EncryptionProviders providers;
  for (const auto& provider : list_in(rules[0], "/providers"))
    read_provider(provider, source, providers);
  if (providers.empty()) refuse(source, "it has no providers");
  return providers;
}

std::string encryption_digest(std::string_view text) { return "sha256:" + hex(sha256(text)); }

Json encrypting_pod(Json pod) {
  auto& container = api_server_container(pod);
  for (const auto& arg : encryption_args()) {
    auto& command = container["command"];
    if (std::find(command.begin(), command.end(), word(arg)) == command.end())
      command.push_back(word(arg));
  }
  const auto volume = encryption_volume();
  insert_named(
      container, "volumeMounts",
      {{"name", volume.name}, {"mountPath", volume.mount_path}, {"readOnly", volume.read_only}});
  insert_named(pod["spec"], "volumes",
               {{"name", volume.name},
                {"hostPath", {{"path", volume.host_path}, {"type", volume.path_type}}}});
  return pod;
}

Json plain_pod(Json pod) {
  auto& container = api_server_container(pod);
  Json command = Json::array();
  const auto args = encryption_args();
  for (auto& each : container["command"])
    if (std::none_of(args.begin(), args.end(), [&](auto& arg) { return each == word(arg); }))
      command.push_back(std::move(each));
  container["command"] = std::move(command);
  drop_named(container, "volumeMounts", encryption_volume().name);
  drop_named(pod["spec"], "volumes", encryption_volume().name);
  return pod;
}

Json encrypting_configuration(Json cluster) {
  cluster = plain_configuration(std::move(cluster));
  auto& server = cluster["apiServer"];
  for (const auto& arg : encryption_args())
    server["extraArgs"].push_back({{"name", arg.name}, {"value", arg.value}});
  const auto volume = encryption_volume();
  server["extraVolumes"].push_back({{"name", volume.name},
                                    {"hostPath", volume.host_path},
                                    {"mountPath", volume.mount_path},
                                    {"pathType", volume.path_type},
                                    {"readOnly", volume.read_only}});
  return cluster;
}

Json plain_configuration(Json cluster) {
  if (!cluster.contains("apiServer") || !cluster["apiServer"].is_object()) return cluster;
  auto& server = cluster["apiServer"];
  for (const auto& arg : encryption_args()) drop_named(server, "extraArgs", arg.name);
  drop_named(server, "extraVolumes", encryption_volume().name);
  return cluster;
}

}  // namespace kcluster
