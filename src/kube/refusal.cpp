#include "kube/refusal.h"

#include "base/json_in.h"

namespace kcluster {
namespace {

struct Status {
  std::string reason, message, about;
};

/// What the body says; a body that is no Status (a proxy's page) gives its beginning as the
/// message.
Status read_status(const Response& response) {
  const auto body = Json::parse(response.body, nullptr, false);
  if (string_in(body, "/kind") != "Status") return {"", response.body.substr(0, 200), ""};
  return {string_in(body, "/reason"), string_in(body, "/message"),
          string_in(body, "/details/kind")};
}

const char* remedy(int status) {
  switch (status) {
    case 401:
      return "check that the kubeconfig's credentials belong to this cluster and have not expired";
    case 403:
      return "use a kubeconfig with enough rights (/etc/kubernetes/super-admin.conf has all)";
    case 404:
      return "check that the object, its namespace and its kind exist in this cluster";
    case 409:
      return "something else changes the same object; run the same command again";
    case 413:
      return "make the object smaller";
    case 422:
      return "correct the object as the message says";
    default:
      return "see the log of kube-apiserver";
  }
}

bool passing(int status, const Status& said) {
  return status == 429 || status >= 500 || (status == 404 && said.about == "namespaces");
}

}  // namespace

void refuse(const Response& response, const std::string& doing) {
  const auto said = read_status(response);
  const auto what =
      "cannot " + doing + ": " +
      (said.message.empty() ? "the API server answered without a reason" : said.message) + " (" +
      std::to_string(response.status) + (said.reason.empty() ? "" : " " + said.reason) + ")";
  if (passing(response.status, said))
    throw Silence(what,
                  "the API server cannot do it now; run the same command again, or see its log");
  throw Refusal(response.status, said.reason, what, remedy(response.status));
}

}  // namespace kcluster
