#include "phases/encryption_notes.h"

#include "base/attempt.h"
#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "kube/objects.h"
#include "kubernetes/names.h"
#include "manifest/encryption.h"
#include "pki/digest.h"
#include "pki/seal.h"

namespace kcluster {
namespace {

constexpr const char* kPurpose = "kcluster: sealing of an encryption configuration";
constexpr const char* kChange = "change";
constexpr const char* kSealed = "sealed";
constexpr EncryptionWish kWishes[] = {EncryptionWish::enable, EncryptionWish::rotate,
                                      EncryptionWish::disable};

std::string map_path() {
  return std::string("/api/v1/namespaces/kube-system/configmaps/") + names::encryption;
}

std::string map_title() { return std::string("ConfigMap kube-system/") + names::encryption; }

Secret text_of(const EncryptionChange& change) {
  Json rounds = Json::array();
  for (const auto& round : change.rounds)
    rounds.push_back({{"name", round.name},
                      {"text", round.providers.empty()
                                   ? std::string()
                                   : encryption_text(round.providers).reveal()}});
  return Secret(Json{{"rounds", std::move(rounds)}}.dump());
}

[[noreturn]] void refuse(const std::string& why) {
  throw Error(map_title() + " " + why,
              "control planes share sa.key; where it is the same, begin again after: kubectl -n "
              "kube-system delete configmap " +
                  std::string(names::encryption));
}

EncryptionWish wish_of(const std::string& name) {
  for (const auto wish : kWishes)
    if (name == name_of(wish)) return wish;
  refuse("says no change that kcluster knows");
}

Secret unsealed(const std::string& text, const Secret& key) {
  const auto sealed = unbase64(text);
  if (!sealed) refuse("holds nothing that was sealed");
  auto plain = attempt([&] { return std::make_shared<const Secret>(unseal(*sealed, key)); });
  if (!plain) refuse("was sealed on a control plane with another sa.key");
  return (*plain)->clone();
}

}  // namespace

Secret encryption_sealing_key(const std::string& path, const Files& files) {
  const auto text = files.read(path);
  if (!text || text->empty())
    throw Error("there is no " + path + ", which all control planes share",
                "run it on a control plane that has the key");
  return Secret(hmac_sha256(Secret(*text), kPurpose));
}

std::optional<std::string> encryption_change_name(const Client& api) {
  const auto map = api.get(map_path());
  return map ? std::optional(string_in(*map, std::string("/data/") + kChange)) : std::nullopt;
}

void refuse_during_encryption_change(const Client& api) {
  const auto change = encryption_change_name(api);
  if (!change) return;
  throw Error("how Secrets are stored is being changed, and no control plane can join meanwhile",
              std::string("finish it on the control planes that are there: kcluster encryption ") +
                  name_of(wish_of(*change)) +
                  "; then: kcluster join-command --control-plane (where a join has begun, after "
                  "kcluster reset there)");
}

std::optional<EncryptionChange> read_encryption_change(const Client& api, const Secret& key) {
  const auto map = api.get(map_path());
  if (!map) return std::nullopt;
  EncryptionChange change{wish_of(string_in(*map, std::string("/data/") + kChange)), {}};
  const auto text = unsealed(string_in(*map, std::string("/data/") + kSealed), key);
  const auto root = Json::parse(text.reveal(), nullptr, false);
  for (const auto& round : list_in(root, "/rounds")) {
    const auto file = string_in(round, "/text");
    change.rounds.push_back({string_in(round, "/name"),
                             file.empty() ? EncryptionProviders{}
                                          : read_encryption(file, map_title())});
  }
  if (change.rounds.empty()) refuse("has no rounds");
  return change;
}

void begin_encryption_change(const EncryptionChange& change, const Secret& key, Client& api) {
  api.create_or_keep(config_map(names::kube_system, names::encryption,
                                {{kChange, name_of(change.wish)},
                                 {kSealed, base64(seal(text_of(change), key))}}));
}

void unshare_certificates(Client& api) {
  api.remove(std::string("/api/v1/namespaces/kube-system/secrets/") + names::kubeadm_certs);
}

void end_encryption_change(Client& api) { api.remove(map_path()); }

}  // namespace kcluster
