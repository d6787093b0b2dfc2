#include "kube/bootstrap_token.h"

#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "host/random.h"
#include "host/rfc3339.h"
#include "kubernetes/names.h"

namespace kcluster {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view usage_prefix = "usage-bootstrap-";

bool drawn_from_alphabet(std::string_view text, std::size_t length) {
  return text.size() == length && text.find_first_not_of(alphabet) == text.npos;
}

/// A key of the Secret's data, "" when it is not there or no base64.
std::string datum(const Json& secret, const std::string& key) {
  return unbase64(string_in(secret, "/data/" + key)).value_or("");
}

Error no_token(const std::string& name, const std::string& why) {
  return Error("Secret " + name + " is no bootstrap token: " + why,
               "kubectl -n kube-system delete secret " + name);
}

std::vector<std::string> usages_of(const Json& secret) {
  std::vector<std::string> usages;
  const auto data = secret.value("data", Json::object());
  for (const auto& [key, value] : data.items())
    if (key.rfind(usage_prefix, 0) == 0 && datum(secret, key) == "true")
      usages.push_back(key.substr(usage_prefix.size()));
  return usages;
}

std::string expiry_of(const Json& secret, const std::string& name) {
  const auto text = datum(secret, "expiration");
  if (text.empty()) return {};
  if (auto time = utc(text)) return *time;
  throw no_token(name, "it expires at a time that is none");
}

}  // namespace

FreshToken make_token() { return {random_text(6, alphabet).reveal(), random_text(16, alphabet)}; }

std::string token_secret_name(const std::string& id) { return "bootstrap-token-" + id; }

Json token_secret(const TokenSecret& token) {
  Json data = {{"token-id", base64(token.id)}, {"token-secret", base64(token.secret->reveal())}};
  if (!token.description.empty()) data["description"] = base64(token.description);
  if (!token.expires.empty()) data["expiration"] = base64(token.expires);
  for (const auto& usage : token.usages) data["usage-bootstrap-" + usage] = base64("true");
  if (!token.groups.empty()) data["auth-extra-groups"] = base64(join(token.groups, ","));
  return {{"apiVersion", "v1"},
          {"kind", "Secret"},
          {"metadata", {{"name", token_secret_name(token.id)}, {"namespace", names::kube_system}}},
          {"type", "bootstrap.kubernetes.io/token"},
          {"data", data}};
}

bool is_token_id(std::string_view text) { return drawn_from_alphabet(text, 6); }
bool is_token_secret(std::string_view text) { return drawn_from_alphabet(text, 16); }

TokenSecret parse_token_secret(const Json& secret) {
  const auto name = string_in(secret, "/metadata/name");
  TokenSecret token;
  token.id = datum(secret, "token-id");
  if (token.id.empty()) throw no_token(name, "it has no token-id");
  if (name != token_secret_name(token.id)) throw no_token(name, "its name is not that of its ID");
  Secret half(datum(secret, "token-secret"));
  if (!is_token_id(token.id) || !is_token_secret(half.reveal()))
    throw no_token(name, "it is not of the form [a-z0-9]{6}.[a-z0-9]{16}");
  token.secret = std::make_shared<const Secret>(std::move(half));
  token.description = datum(secret, "description");
  token.expires = expiry_of(secret, name);
  token.usages = usages_of(secret);
  if (const auto groups = datum(secret, "auth-extra-groups"); !groups.empty())
    token.groups = split(groups, ',');
  return token;
}

}  // namespace kcluster
