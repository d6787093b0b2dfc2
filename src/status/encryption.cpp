#include "status/encryption.h"

#include <algorithm>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "kubernetes/names.h"
#include "plan/encryption.h"
#include "status/components.h"

namespace kcluster {
namespace {

constexpr std::string_view kMetric = "apiserver_encryption_config_controller_last_config_info{";
constexpr std::string_view kHash = ",hash=\"";
constexpr const char* kApiServer = "kube-apiserver";
constexpr const char* kPods =
    "/api/v1/namespaces/kube-system/pods?labelSelector=tier%3Dcontrol-plane";
constexpr std::size_t kHead = 256;  // bytes; longer than any form
constexpr Millis kAnswer{5000};

std::string digest_in(std::string_view line) {
  const auto begin = line.find(kHash);
  if (begin == line.npos) return {};
  const auto rest = line.substr(begin + kHash.size());
  return std::string(rest.substr(0, rest.find('"')));
}

void ask(EncryptionServer& server, Endpoint administrator,
         const std::function<std::shared_ptr<Http>(const Endpoint&)>& dial) {
  administrator.url = server.url;
  administrator.timeout = kAnswer;
  const auto answer = attempt([&] { return loaded_encryption(*dial(administrator)); });
  server.digest = answer ? *answer : "";
  server.why = answer.why;
}

/// "space/name" behind the prefix; what is no pair of names is nobody's Secret.
std::optional<StoredSecret> secret_at(const std::string& key, const std::string& prefix) {
  const auto parts = split(std::string_view(key).substr(prefix.size()), '/');
  constexpr const char* kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  if (parts.size() != 2) return std::nullopt;
  for (const auto& part : parts)
    if (part.empty() || part.find_first_not_of(kLetters) != part.npos) return std::nullopt;
  return StoredSecret{parts[0], parts[1], {}};
}

}  // namespace

std::string loaded_encryption(const Http& server) {
  const auto answer = server.get("/metrics");
  if (!answer.ok())
    throw Error("the API server's metrics answer " + std::to_string(answer.status),
                "look at it: kcluster doctor");
  for (const auto& line : split(answer.body, '\n'))
    if (line.starts_with(kMetric)) return digest_in(line);
  return {};
}

std::vector<EncryptionServer> encryption_servers(
    const Client& api, const Endpoint& administrator,
    const std::function<std::shared_ptr<Http>(const Endpoint&)>& dial) {
  std::vector<EncryptionServer> servers;
  for (const auto& pod : mirror_pods(api.get(kPods).value_or(Json::object())))
    if (pod.component == kApiServer && !pod.address.empty())
      servers.push_back({pod.node, "https://" + pod.address, "", ""});
  const auto nodes =
      api.get(std::string("/api/v1/nodes?labelSelector=") + names::control_plane_label)
          .value_or(Json::object());
  for (const auto& node : list_in(nodes, "/items")) {
    const auto name = string_in(node, "/metadata/name");
    if (std::none_of(servers.begin(), servers.end(), [&](auto& s) { return s.node == name; }))
      servers.push_back({name, "", "", "the cluster shows no API server of it"});
  }
  for (auto& server : servers)
    if (!server.url.empty()) ask(server, administrator, dial);
  std::sort(servers.begin(), servers.end(), [](auto& a, auto& b) { return a.node < b.node; });
  return servers;
}

void each_stored_secret(const SecretStore& store,
                        const std::function<void(const StoredSecret&)>& look) {
  EtcdKeyRange range{store.prefix + "/secrets/", "", etcd_heads_limit, 0};
  for (bool more = true; more;) {
    const auto page = store.etcd->heads(range, kHead);
    for (const auto& head : page.heads)
      if (auto secret = secret_at(head.key, range.prefix)) {
        secret->form = form_of(head.value);
        look(*secret);
      }
    more = page.more && !page.heads.empty();
    if (more) range.after = page.heads.back().key;
  }
}

std::map<std::string, std::int64_t> stored_forms(const SecretStore& store) {
  std::map<std::string, std::int64_t> forms;
  each_stored_secret(store, [&](const StoredSecret& secret) { ++forms[secret.form]; });
  return forms;
}

}  // namespace kcluster
