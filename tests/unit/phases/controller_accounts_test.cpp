#include "phases/controller_accounts.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "http/memory_http.h"

namespace kcluster {
namespace {

const std::string kAccounts = "/api/v1/namespaces/kube-system/serviceaccounts";

struct Cluster {
  std::shared_ptr<MemoryHttp> http = std::make_shared<MemoryHttp>();
  Client api{http};
  auto changes() const {
    const auto sent = http->sent();
    return std::count_if(sent.begin(), sent.end(), [](const Sent& each) { return each.changed; });
  }
};

}  // namespace

TEST_CASE("every controller's account is made once; a second run changes nothing") {
  Cluster c;
  const std::vector<std::string> names{"certificate-controller", "bootstrap-signer", "a", "b", "d"};
  controller_accounts(names, c.api);
  for (const auto& name : names)
    CHECK(c.http->object(kAccounts + "/" + name)->at("kind") == "ServiceAccount");
  CHECK(c.changes() == 5);
  controller_accounts(names, c.api);
  CHECK(c.changes() == 5);
}

TEST_CASE("an account that the controller manager was faster with is left as it is") {
  Cluster c;
  Json there{{"apiVersion", "v1"},
             {"kind", "ServiceAccount"},
             {"metadata", {{"name", "ttl-controller"}, {"namespace", "kube-system"}}},
             {"imagePullSecrets", Json::array({{{"name", "mine"}}})}};
  c.http->put(kAccounts + "/ttl-controller", there);
  controller_accounts({"ttl-controller"}, c.api);
  CHECK(c.http->object(kAccounts + "/ttl-controller")->contains("imagePullSecrets"));
}

TEST_CASE("a cluster that refuses one of them is an error") {
  Cluster c;
  c.http->answer(kAccounts, {403, R"({"kind": "Status", "message": "forbidden"})", {}});
  CHECK_THROWS(controller_accounts({"a", "b"}, c.api));
}

}  // namespace kcluster
