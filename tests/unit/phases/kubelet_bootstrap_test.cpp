#include "phases/kubelet_bootstrap.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "tests/support/joinable.h"
#include "tests/support/mortal_files.h"

using namespace kcluster;

namespace {

constexpr const char* kConf = "/etc/kubernetes/kubelet.conf";
constexpr const char* kCurrent = "/var/lib/kubelet/pki/kubelet-client-current.pem";

struct World {
  Joinable cluster;
  MemoryFiles files;
  KubeletBootstrapPlan plan{"w1",
                            "kubernetes",
                            cluster.server,
                            cluster.authority.pem(),
                            "/etc/kubernetes/pki/ca.crt",
                            "/var/lib/kubelet/pki",
                            std::chrono::minutes(5)};
  Client api{cluster.api, {&cluster.clock, Seconds(60)}};

  void run(Files& on) { kubelet_bootstrap(plan, on, api, cluster.clock); }
  std::string fault() {
    try {
      run(files);
    } catch (const Error& error) {
      CHECK_FALSE(error.remedy.empty());
      return error.what() + (" try " + error.remedy);
    }
    return "";
  }
};

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the kubelet gets a key, a certificate of the cluster and a kubeconfig that it rotates") {
  World world;
  world.run(world.files);
  const auto config = read_kubeconfig(kConf, world.files);
  CHECK(config.server == "https://10.0.0.1:6443");
  CHECK(config.user == "system:node:w1");
  const auto leaf = Certificate::parse(config.certificate, kConf).front();
  CHECK(leaf.subject().common_name == "system:node:w1");
  CHECK(leaf.subject().organizations == std::vector<std::string>{"system:nodes"});
  CHECK(leaf.matches(Key::parse(config.key->reveal(), kConf)));
  CHECK(world.files.look(kCurrent)->kind == Stat::Kind::link);
  CHECK(world.files.look("/var/lib/kubelet/pki/kubelet-client-2026-11-21-14-30-24.pem")->mode ==
        0600);
  CHECK(world.files.read(kConf)->find("client-key-data") == std::string::npos);
  CHECK(world.files.read("/etc/kubernetes/pki/ca.crt") == world.cluster.authority.pem());
}

TEST_CASE("the request asks for a kubelet's client certificate and carries no key") {
  World world;
  world.run(world.files);
  REQUIRE(world.cluster.api->sent().size() == 1);
  const auto request = Json::parse(world.cluster.api->sent()[0].request.body);
  CHECK(request["spec"]["signerName"] == "kubernetes.io/kube-apiserver-client-kubelet");
  CHECK(request["spec"]["usages"] == Json({"digital signature", "client auth"}));
  const auto pem = *unbase64(request["spec"]["request"].get<std::string>());
  CHECK(pem.find("PRIVATE") == std::string::npos);
}

TEST_CASE("credentials that fit are kept, ones of another key or time are made anew") {
  World world;
  world.run(world.files);
  const auto changes = world.files.changes().size();
  world.run(world.files);
  CHECK(world.files.changes().size() == changes);
  CHECK(world.cluster.api->sent().size() == 1);
  SECTION("the certificate is gone") { world.files.remove(kCurrent); }
  SECTION("it has expired") { world.cluster.clock.advance(std::chrono::hours(25)); }
  SECTION("the file is torn") { world.files.write(kConf, "apiVersion: v1\n", {}); }
  world.run(world.files);
  CHECK(world.cluster.api->sent().size() == 2);
}

TEST_CASE("another cluster's remains are never mixed with this one's") {
  World world;
  const Key other = Key::make(Algorithm::ecdsa_p256);
  const auto foreign = world.cluster.make_authority("kubernetes", other).pem();
  SECTION("its authority") {
    world.files.write("/etc/kubernetes/pki/ca.crt", foreign, {});
    CHECK(says(world.fault(), "/etc/kubernetes/pki/ca.crt is the authority of another cluster"));
  }
  SECTION("its kubelet.conf") {
    world.run(world.files);
    auto config = read_kubeconfig(kConf, world.files);
    config.authorities = foreign;
    world.files.write(kConf, kubeconfig_text(config), {});
    CHECK(says(world.fault(), "kubelet.conf belongs to another cluster"));
  }
}

TEST_CASE("a request that nobody signs, or that is denied, says what to do") {
  World world;
  world.cluster.signing = false;
  SECTION("nobody signs") {
    const auto fault = world.fault();
    CHECK(says(fault, "gave up after 5m0s"));
    CHECK(says(fault, "kubectl certificate approve node-csr-"));
  }
  SECTION("denied") {
    world.cluster.api->react([](const ApiPath& path, Json& object) {
      if (path.resource == "certificatesigningrequests")
        object["status"]["conditions"] = {{{"type", "Denied"}, {"message", "not on my watch"}}};
    });
    CHECK(says(world.fault(), "(Denied): not on my watch"));
  }
  CHECK_FALSE(world.files.look(kConf));
}

TEST_CASE("answers that are not for this node's key are refused") {
  World world;
  world.cluster.signing = false;
  const Key other = Key::make(Algorithm::ecdsa_p256);
  const auto from = std::chrono::floor<Seconds>(world.cluster.clock.now()) - Seconds(300);
  CertificateSpec spec{
      {"system:node:w1", {"system:nodes"}}, {}, {Usage::client_auth}, from, from + Seconds(3600)};
  std::string answer, expected;
  SECTION("another key") {
    answer = Certificate::leaf(spec, other, world.cluster.authority, world.cluster.key).pem();
    expected = "it is for another key";
  }
  SECTION("another node") {
    spec.subject.common_name = "system:node:w2";
    answer = Certificate::leaf(spec, other, world.cluster.authority, world.cluster.key).pem();
    expected = "system:node:w2 instead of system:node:w1";
  }
  SECTION("no certificate") {
    answer = "hello";
    expected = "the signed certificate";
  }
  SECTION("too much") {
    answer = std::string(100000, 'x');
    expected = "is not base64 of a certificate";
  }
  world.cluster.api->react(
      [&](const ApiPath&, Json& object) { object["status"]["certificate"] = base64(answer); });
  CHECK(says(world.fault(), expected));
  CHECK_FALSE(world.files.look(kConf));
}

TEST_CASE("a bootstrap cut off at any change is gone on with") {
  World world;
  unsigned cuts = 0;
  for (unsigned last = 1;; ++last) {
    MemoryFiles files;
    MortalFiles mortal(files, last);
    try {
      world.run(mortal);
      break;
    } catch (const Crash&) {
      ++cuts;
    }
    world.run(files);
    CHECK(read_kubeconfig(kConf, files).key);
    world.cluster.clock.advance(Seconds(1));
  }
  CHECK(cuts == 4);
}

TEST_CASE("the node is waited for as the kubelet sees it") {
  World world;
  const NodeWaitPlan wait{"w1", std::chrono::minutes(4)};
  try {
    wait_node(wait, world.api, world.cluster.clock);
    FAIL("there is no such node");
  } catch (const Error& error) {
    CHECK(says(error.what(), "the cluster has no such node yet"));
  }
  world.cluster.api->put("/api/v1/nodes/w1", {{"kind", "Node"}, {"metadata", {{"name", "w1"}}}});
  CHECK_NOTHROW(wait_node(wait, world.api, world.cluster.clock));
}
