#include "kube/tokens.h"

#include "base/attempt.h"

namespace kcluster {
namespace {

constexpr const char* secrets = "/api/v1/namespaces/kube-system/secrets";
constexpr const char* of_tokens = "?fieldSelector=type%3Dbootstrap.kubernetes.io%2Ftoken";

}  // namespace

void create_token(const TokenSecret& token, Client& api) {
  if (api.create_or_keep(token_secret(token))) return;
  throw Error("a token with ID \"" + token.id + "\" exists already",
              "choose another, or delete it: kcluster token delete " + token.id);
}

TokenList list_tokens(const Client& api) {
  TokenList list;
  const auto answer = api.get(std::string(secrets) + of_tokens).value_or(Json::object());
  for (const auto& secret : answer.value("items", Json::array())) {
    auto token = attempt([&] { return parse_token_secret(secret); });
    if (token)
      list.tokens.push_back(*token);
    else
      list.faults.push_back(token.why);
  }
  return list;
}

void delete_token(const std::string& id, Client& api) {
  if (api.remove(std::string(secrets) + "/" + token_secret_name(id))) return;
  throw Error("there is no bootstrap token with ID \"" + id + "\"", "kcluster token list");
}

}  // namespace kcluster
