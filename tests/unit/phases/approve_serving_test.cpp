#include "phases/approve_serving.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "phases/serving_request.h"
#include "pki/request.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

using Outcome = ServingVerdict::Outcome;

constexpr const char* kRequests = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";

const Key& key() {
  static const Key made = Key::make(Algorithm::ecdsa_p256);
  return made;
}

/// A request as the kubelet of w1 makes it, before somebody spoils it.
struct Asking {
  std::string user = "system:node:w1", signer = kubelet_serving;
  Json groups = {"system:nodes", "system:authenticated"};
  Json usages = {"digital signature", "server auth"};
  CertificateSubject subject{"system:node:w1", {"system:nodes"}};
  Sans sans{{"w1"}, {"192.168.1.21"}};

  Json spec() const {
    return {{"username", user},
            {"groups", groups},
            {"signerName", signer},
            {"usages", usages},
            {"request", base64(request_pem(subject, sans, key()))}};
  }
};

/// Two workers and a control plane, asked for certificates.
struct Cluster {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  Client api{http};
  ApiNames api_server{{"localhost", "kubernetes", "k8s.example.com"},
                      {*parse_cidr("10.96.0.0/12"), *parse_cidr("192.168.1.1/32")}};

  Cluster() {
    node("cp", {{"Hostname", "cp"}, {"InternalIP", "192.168.1.20"}, {"ExternalIP", "192.168.1.1"}},
         {{"node-role.kubernetes.io/control-plane", ""}});
    node("w1", {{"Hostname", "W1"},
                {"InternalIP", "192.168.1.21"},
                {"InternalIP", "fd00::21"},
                {"ExternalDNS", "w1.example.com"}});
    node("w2", {{"Hostname", "w2"}, {"InternalIP", "192.168.1.22"}});
  }
  void node(const std::string& name,
            const std::vector<std::pair<std::string, std::string>>& addresses,
            const Json& labels = Json::object()) {
    Json list = Json::array();
    for (const auto& [type, address] : addresses)
      list.push_back({{"type", type}, {"address", address}});
    http->put("/api/v1/nodes/" + name, {{"kind", "Node"},
                                        {"metadata", {{"name", name}, {"labels", labels}}},
                                        {"status", {{"addresses", list}}}});
  }
  void ask(const std::string& name, const Json& spec) {
    http->put(kRequests + name, {{"kind", "CertificateSigningRequest"},
                                 {"metadata", {{"name", name}}},
                                 {"spec", spec},
                                 {"status", Json::object()}});
  }
  std::vector<ServingVerdict> approve(const ServingChoice& choice = {}) {
    return approve_serving(choice, api_server, api);
  }
  Json conditions(const std::string& name) const {
    return http->object(kRequests + name)->at("status").value("conditions", Json::array());
  }
};

/// What becomes of that one request; "" when it is approved.
std::string fault_of(const Json& spec, Cluster cluster = {}) {
  cluster.ask("csr-1", spec);
  const auto verdicts = cluster.approve();
  REQUIRE(verdicts.size() == 1);
  CHECK((verdicts[0].outcome == Outcome::approved) == verdicts[0].why.empty());
  CHECK(cluster.conditions("csr-1").size() == (verdicts[0].why.empty() ? 1u : 0u));
  return verdicts[0].why;
}

std::string fault_of(const Asking& asking) { return fault_of(asking.spec()); }

}  // namespace

TEST_CASE("a node's own request for its own names and addresses is approved, once") {
  Cluster cluster;
  cluster.ask("csr-1", Asking().spec());
  auto verdicts = cluster.approve();
  REQUIRE(verdicts.size() == 1);
  CHECK(verdicts[0].outcome == Outcome::approved);
  CHECK(verdicts[0].node == "w1");
  CHECK(cluster.conditions("csr-1").at(0).at("type") == "Approved");
  const auto changes = cluster.http->changes();
  CHECK(changes == std::vector<std::string>{std::string("PUT ") + kRequests + "csr-1/approval"});
  CHECK(cluster.approve().empty());
  CHECK(cluster.approve({{"csr-1"}, {}})[0].outcome == Outcome::approved);
  CHECK(cluster.http->changes() == changes);
}

TEST_CASE("all names of the very node may be asked for, and every usage of a server") {
  Asking all;
  all.sans = {{"w1", "w1.example.com"}, {"192.168.1.21", "fd00::21"}};
  all.usages = {"digital signature", "key encipherment", "server auth"};
  CHECK(fault_of(all).empty());
  Asking one;
  one.sans = {{}, {"fd00::21"}};
  CHECK(fault_of(one).empty());
  Asking control;
  control.user = control.subject.common_name = "system:node:cp";
  control.sans = {{"cp"}, {"192.168.1.1", "192.168.1.20"}};
  CHECK(fault_of(control).empty());
}

TEST_CASE("only a node may ask, and for itself alone") {
  struct Row {
    void (*spoil)(Asking&);
    const char* says;
  };
  const Row rows[] = {
      {[](auto& a) { a.user = "system:node:w2"; }, "its subject is not system:node:w2"},
      {[](auto& a) { a.user = "system:node:w9"; }, "the cluster has no node w9"},
      {[](auto& a) { a.user = "system:node:"; }, "no node made it"},
      {[](auto& a) { a.user = "jane\x1b[2J"; }, "no node made it, but \"jane?[2J\""},
      {[](auto& a) { a.user = "system:node:../secrets"; }, "no node ../secrets"},
      {[](auto& a) { a.groups = {"system:masters"}; }, "no node made it"},
      {[](auto& a) { a.groups = "system:nodes"; }, "no node made it"},
      {[](auto& a) { a.subject.common_name = "system:node:w2"; }, "its subject is not"},
      {[](auto& a) { a.subject.common_name = "kubernetes-admin"; }, "its subject is not"},
      {[](auto& a) { a.subject.organizations = {"system:masters"}; }, "its subject is not"},
      {[](auto& a) { a.subject.organizations.push_back("system:masters"); }, "its subject is not"},
      {[](auto& a) { a.subject.organizations.clear(); }, "its subject is not"},
      {[](auto& a) { a.usages = {"digital signature", "client auth", "server auth"}; },
       "the usage \"client auth\""},
      {[](auto& a) { a.usages = {"digital signature"}; }, "the usages of a server"},
      {[](auto& a) { a.usages = Json::array(); }, "the usages of a server"},
      {[](auto& a) { a.usages = {1, "digital signature", "server auth"}; }, "the usage \"1\""},
  };
  for (const auto& row : rows) {
    Asking asking;
    row.spoil(asking);
    CAPTURE(row.says);
    CHECK_THAT(fault_of(asking), Catch::Contains(row.says));
  }
}

TEST_CASE("names and addresses that are not the node's, or not its alone, are refused") {
  struct Row {
    Sans sans;
    const char* says;
  };
  const Row rows[] = {
      {{}, "no name or address"},
      {{{"w1"}, {"192.168.1.99"}}, "192.168.1.99, which is no address of node w1"},
      {{{"w2"}, {}}, "w2, which is no name of node w1"},
      {{{"*.example.com"}, {}}, "which is no name of node w1"},
      {{{"w1."}, {}}, "which is no name of node w1"},
      {{{"192.168.1.21"}, {}}, "which is no name of node w1"},
      {{{"w1"}, {"127.0.0.1"}}, "no address of node w1"},
  };
  for (const auto& row : rows) {
    Asking asking;
    asking.sans = row.sans;
    CHECK_THAT(fault_of(asking), Catch::Contains(row.says));
  }
}

TEST_CASE("what a node says of itself does not give it another's or the API server's names") {
  struct Row {
    const char *type, *address, *says;
  };
  const Row rows[] = {
      {"InternalIP", "192.168.1.22", "which node w2 has"},
      {"InternalIP", "192.168.1.20", "which node cp has"},
      {"Hostname", "w2", "which node w2 has"},
      {"ExternalDNS", "K8S.example.com", "the API server's"},
      {"Hostname", "kubernetes", "the API server's"},
      {"ExternalIP", "192.168.1.1", "the API server's or a Service's"},
      {"InternalIP", "10.96.0.1", "the API server's or a Service's"},
      {"InternalIP", "127.0.0.1", "which any node has"},
      {"InternalIP", "169.254.1.1", "which any node has"},
  };
  for (const auto& row : rows) {
    Cluster cluster;
    cluster.node("w1", {{"Hostname", "w1"}, {row.type, row.address}});
    Asking asking;
    const bool ip = parse_ip(row.address).has_value();
    asking.sans = ip ? Sans{{}, {row.address}} : Sans{{row.address}, {}};
    CHECK_THAT(fault_of(asking.spec(), cluster), Catch::Contains(row.says));
  }
}

TEST_CASE("what is no request, or one of another kind, is left pending with its reason") {
  auto spec = Asking().spec();
  spec["request"] = base64("hello");
  CHECK_THAT(fault_of(spec), Catch::Contains("no PEM text"));
  spec["request"] = "!";
  CHECK_THAT(fault_of(spec), Catch::Contains("not base64"));
  spec["request"] = 7;
  CHECK_FALSE(fault_of(spec).empty());
}

TEST_CASE("requests of other signers are not looked at, unknown ones are a fault of the command") {
  Cluster cluster;
  Asking other;
  other.signer = "kubernetes.io/kube-apiserver-client-kubelet";
  cluster.ask("csr-2", other.spec());
  CHECK(cluster.approve().empty());
  CHECK_THROWS_WITH(cluster.approve({{"csr-2"}, {}}), Catch::Contains("as csr-2"));
  CHECK(cluster.http->changes().empty());
}

TEST_CASE("a misfit is denied only on request, others are approved beside it") {
  Cluster cluster;
  Asking forged;
  forged.sans.ips.push_back("192.168.1.22");
  cluster.ask("a", forged.spec());
  cluster.ask("b", Asking().spec());
  auto verdicts = cluster.approve();
  CHECK(verdicts[0].outcome == Outcome::pending);
  CHECK(verdicts[1].outcome == Outcome::approved);
  verdicts = cluster.approve({{}, ServingChoice::Misfits::deny});
  REQUIRE(verdicts.size() == 1);
  CHECK(verdicts[0].outcome == Outcome::denied);
  CHECK(cluster.conditions("a").at(0).at("type") == "Denied");
  CHECK_THAT(cluster.conditions("a").at(0).at("message").get<std::string>(),
             Catch::Contains("192.168.1.22"));
}

TEST_CASE("verdicts are told as words and as values") {
  CHECK(serving_result({}).value == Json::array());
  const auto told = serving_result({{"csr-1", "w1", Outcome::approved, ""},
                                    {"csr-2", "", Outcome::pending, "no node made it"}});
  CHECK(told.words == "csr-1 (node w1) approved\ncsr-2 left pending: no node made it\n");
  CHECK(told.value[1] == Json{{"name", "csr-2"},
                              {"node", ""},
                              {"outcome", "pending"},
                              {"why", "no node made it"}});
}

}  // namespace kcluster
