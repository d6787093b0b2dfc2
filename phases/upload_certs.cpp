#include "phases/upload_certs.h"

#include <map>

#include "base/attempt.h"
#include "base/text.h"
#include "host/random.h"
#include "host/rfc3339.h"
#include "kube/bootstrap_token.h"
#include "kube/objects.h"
#include "kube/tokens.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "phases/encryption_notes.h"
#include "pki/seal.h"

namespace kcluster {
namespace {

constexpr auto life = std::chrono::hours(2), enough_life = std::chrono::hours(1);
constexpr const char* role = "kubeadm:kubeadm-certs";
constexpr const char* secrets = "/api/v1/namespaces/kube-system/secrets";
constexpr const char* owner_description =
    "Proxy for managing TTL for the kubeadm-certs secret";  // kubeadm's, field by field

using Contents = std::map<std::string, Secret>;

/// Files that are kept elsewhere (an external authority's key) are uploaded empty, as kubeadm does.
Contents read_files(const UploadCertsPlan& plan, const Files& files) {
  Contents contents;
  for (const auto& file : plan.files)
    contents.emplace(file.key,
                     file.path.empty() ? Secret() : Secret(files.read(file.path).value_or("")));
  // whatever the caller's configuration says: a file beside the cluster's may not know of it
  if (const auto encryption = files.read(paths::encryption_config))
    contents.insert_or_assign(names::shared_encryption_config, Secret(*encryption));
  return contents;
}

Json sealed_data(const Contents& contents, const Secret& key) {
  auto data = Json::object();
  for (const auto& [name, content] : contents)
    data[name] = content.empty() ? "" : base64(seal(content, key));
  return data;
}

bool opens(const Json& data, const Contents& contents, const Secret& key) {
  if (data.size() != contents.size()) return false;
  for (const auto& [name, content] : contents) {
    const auto sealed = data.contains(name) && data[name].is_string()
                            ? unbase64(data[name].get<std::string>())
                            : std::string();
    if (!sealed || sealed->empty() != content.empty()) return false;
    if (content.empty()) continue;
    const auto plain = attempt([&] { return unseal(*sealed, key); });
    if (!plain || plain->reveal() != content.reveal()) return false;
  }
  return true;
}

/// When the token that owns the Secret takes it along; "" when there is none, or it never does.
std::string end_of(const Json& secret, const Client& api) {
  const auto owners = secret["metadata"].value("ownerReferences", Json::array());
  if (owners.empty()) return {};
  const auto token = api.get(std::string(secrets) + "/" + owners[0].value("name", ""));
  if (!token) return {};
  return unbase64(token->value("data", Json::object()).value("expiration", "")).value_or("");
}

std::string expiration(Time now) { return rfc3339(now + life); }

/// A token that an upload made: of the certificates being replaced, or of a run that was killed
/// before it wrote any.
std::optional<std::string> earlier_owner(const Client& api) {
  for (const auto& token : list_tokens(api).tokens)
    if (token.description == owner_description) return token_secret_name(token.id);
  return std::nullopt;
}

Json make_owner(Client& api, Time now) {
  auto fresh = make_token();
  TokenSecret token;
  token.id = fresh.id;
  token.secret = std::make_shared<const Secret>(std::move(fresh.secret));
  token.description = owner_description;
  token.expires = expiration(now);
  const auto secret = token_secret(token);
  api.create_or_update(secret);
  return api.get(api.path_of(secret)).value_or(secret);
}

Json renew_owner(const std::string& name, Client& api, Time now) {
  Json renewed;
  api.change(std::string(secrets) + "/" + name, [&](Json& live) {
    live["data"]["expiration"] = base64(expiration(now));
    renewed = live;
  });
  return renewed;
}

/// The token that the garbage collector removes the certificates with.
Json owner_reference(Client& api, Time now) {
  const auto earlier = earlier_owner(api);
  const auto token = earlier ? renew_owner(*earlier, api, now) : make_owner(api, now);
  return {{"apiVersion", "v1"},
          {"kind", "Secret"},
          {"name", token["metadata"]["name"]},
          {"uid", token["metadata"].value("uid", "")},
          {"controller", true},
          {"blockOwnerDeletion", true}};
}

}  // namespace

Secret make_certificate_key() { return Secret(hex(random_bytes(32))); }

UploadedCerts upload_certs(const UploadCertsPlan& plan, const Secret& certificate_key,
                           const Files& files, Client& api, const Clock& clock) {
  const auto key = certificate_key_bytes(certificate_key);
  refuse_during_encryption_change(api);
  const auto contents = read_files(plan, files);
  const auto now = clock.now();
  Json secret = {{"apiVersion", "v1"},
                 {"kind", "Secret"},
                 {"metadata", {{"name", names::kubeadm_certs}, {"namespace", names::kube_system}}}};
  const auto live = api.get(api.path_of(secret));
  const auto data = live ? live->value("data", Json::object()) : Json::object();
  UploadedCerts uploaded{live ? end_of(*live, api) : "", false};
  // both UTC: the order of text is time's
  if (!live || !opens(data, contents, key) || uploaded.until <= rfc3339(now + enough_life)) {
    secret["metadata"]["ownerReferences"] = Json::array({owner_reference(api, now)});
    secret["data"] = sealed_data(contents, key);
    api.create_or_update(secret);
    uploaded = {rfc3339(now + life), live.has_value()};
  }
  api.create_or_update(role_to_get(names::kube_system, role, "secrets", names::kubeadm_certs));
  api.create_or_update(role_binding(names::kube_system, role, {{"Group", names::bootstrappers}}));
  return uploaded;
}

}  // namespace kcluster
