#include "tests/unit/observe/discovery_world.h"

using namespace kcluster;

TEST_CASE(
    "by token: unverified and without credentials first, then verified by the pinned authority") {
  World world;
  const auto found = world.find();
  CHECK(found.bootstrap.server == "https://10.0.0.1:6443");
  CHECK(found.bootstrap.authorities == world.cluster.authority.pem());
  CHECK(found.bootstrap.token->reveal() == "abcdef.0123456789abcdef");
  REQUIRE(world.asked.size() == 2);
  CHECK(world.asked[0].endpoint.verify == Endpoint::Verify::no);
  CHECK(world.asked[1].endpoint.verify == Endpoint::Verify::yes);
  CHECK(world.asked[1].endpoint.authorities == world.cluster.authority.pem());
  for (const auto& each : world.asked) {
    CHECK_FALSE(each.endpoint.token);
    CHECK(each.endpoint.client_certificate.empty());
    CHECK(each.path == cluster_info_path);
  }
}

TEST_CASE("a wrong hash ends it before anything but the first question was sent") {
  World world;
  world.wanted.discovery.token->ca_cert_hashes = {"sha256:" + std::string(64, '0')};
  CHECK(says(world.fault(), world.cluster.pin()));
  CHECK(world.asked.size() == 1);
}

TEST_CASE("an authority added beside the pinned one does not verify the server") {
  World world;
  const Key evil = Key::make(Algorithm::ecdsa_p256);
  world.cluster.publish(world.cluster.authority.pem() +
                        world.cluster.make_authority("evil", evil).pem());
  world.find();
  CHECK(world.asked.at(1).endpoint.authorities == world.cluster.authority.pem());
}

TEST_CASE("the server where it was found and the one it names are both kept") {
  World world;
  world.cluster.server = "https://balancer.example.com:6443";
  world.cluster.publish(world.cluster.authority.pem());
  const auto found = world.find();
  CHECK(found.bootstrap.server == "https://10.0.0.1:6443");
  CHECK(found.server == "https://balancer.example.com:6443");
}

TEST_CASE("pins are taken in any case, one that fits is enough") {
  World world;
  auto upper = world.cluster.pin();
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  world.wanted.discovery.token->ca_cert_hashes = {"sha256:" + std::string(64, '0'), upper};
  CHECK_NOTHROW(world.find());
}

TEST_CASE("a token without a signature is unknown or expired, said soon on an old cluster") {
  World world;
  world.wanted.discovery.token->token.id = "ffffff";
  const auto began = world.cluster.clock.now();
  CHECK(says(world.fault(), "token ffffff has expired or was never made"));
  CHECK(world.cluster.clock.now() - began < Seconds(20));
}

TEST_CASE("a signature that appears a moment later is waited for") {
  World world;
  world.wanted.discovery.token->token.id = "ffffff";
  const auto plain = world.answer;
  int times = 0;
  world.answer = [&](const std::string& path, bool verified) {
    if (++times == 4) {
      world.cluster.token.id = "ffffff";
      world.cluster.publish(world.cluster.authority.pem());
    }
    return plain(path, verified);
  };
  CHECK_NOTHROW(world.find());
}

TEST_CASE("a wrong secret half is told apart from an unknown token") {
  World world;
  world.wanted.discovery.token->token.secret = std::make_shared<const Secret>("fedcba9876543210");
  CHECK(says(world.fault(), "the secret half of token abcdef"));
  CHECK(world.asked.size() == 1);
}

TEST_CASE("an unreachable server is waited for and then named with the reason") {
  World world;
  world.answer = [](const std::string&, bool) -> Response {
    throw Silence("no answer from https://10.0.0.1:6443: connection refused", "check that it runs");
  };
  const auto fault = world.fault();
  CHECK(says(fault, "gave up after 5m0s"));
  CHECK(says(fault, "connection refused"));
}

TEST_CASE("a server that is not Kubernetes is told at once") {
  World world;
  SECTION("a web page") {
    world.answer = [](const std::string&, bool) { return text(200, "<html>hello</html>"); };
  }
  SECTION("another JSON") {
    world.answer = [](const std::string&, bool) { return text(200, R"({"kind":7})"); };
  }
  SECTION("a page that is missing") {
    world.answer = [](const std::string&, bool) { return text(404, "no such page"); };
  }
  SECTION("no TLS") {
    world.answer = [](const std::string&, bool) -> Response {
      throw Error("https://10.0.0.1:6443: no TLS connection: wrong version number", "check");
    };
  }
  const auto began = world.cluster.clock.now();
  CHECK(says(world.fault(), "no Kubernetes API server"));
  CHECK(world.cluster.clock.now() == began);
}

TEST_CASE("an API server that is not set up yet is waited for, one that is closed is told") {
  World world;
  const auto plain = world.answer;
  int times = 0;
  world.answer = [&](const std::string& path, bool verified) {
    ++times;
    if (times == 1) return text(503, "no backend");
    if (times == 2)
      return FakeApi::status(404, "NotFound", "configmaps \"cluster-info\" not found");
    return plain(path, verified);
  };
  CHECK_NOTHROW(world.find());
  world.answer = [](const std::string&, bool) {
    return FakeApi::status(401, "Unauthorized", "no");
  };
  CHECK(says(world.fault(), "does not let strangers read cluster-info"));
}

TEST_CASE("another cluster-info on the verified connection is refused") {
  World world;
  const auto plain = world.answer;
  world.answer = [&](const std::string& path, bool verified) {
    if (verified) {
      world.cluster.server = "https://10.0.0.99:6443";
      world.cluster.publish(world.cluster.authority.pem());
    }
    return plain(path, verified);
  };
  CHECK(says(world.fault(), "gave another cluster-info once it was verified"));
}

TEST_CASE("a clock that is too far off explains a certificate fault") {
  World world;
  world.date = "Sat, 21 Nov 2026 17:30:24 GMT";
  const auto plain = world.answer;
  world.answer = [&](const std::string& path, bool verified) {
    if (verified)
      throw Error("https://10.0.0.1:6443: its certificate is not trusted: not yet valid", "x");
    return plain(path, verified);
  };
  CHECK(says(world.fault(), "this node's clock is 3h0m behind the server's"));
  world.answer = plain;
  CHECK(world.find().clock_ahead == Seconds(-3 * 3600));
}

TEST_CASE("hostile cluster-infos are refused") {
  World world;
  const auto body = [](const Json& data) {
    return Json{{"kind", "ConfigMap"}, {"data", data}}.dump();
  };
  const std::string kubeconfig = GENERATE(
      std::string("not: [yaml"), std::string("clusters: []"), std::string("clusters: 7"),
      std::string("clusters: [{cluster: {server: https://a}}, {cluster: {server: https://b}}]"),
      std::string("clusters: [{cluster: {server: 'http://a', certificate-authority-data: aa}}]"),
      std::string("clusters: [{cluster: {server: 'https://a', certificate-authority-data: '%'}}]"),
      std::string("clusters: [{cluster: {server: 'https://a', certificate-authority-data: aGk=}}]"),
      std::string(2 << 20, 'a'));
  const auto token_key = signature_key("abcdef");
  world.answer = [&](const std::string&, bool) {
    return text(200, body({{"kubeconfig", kubeconfig}, {token_key, "a..b"}}));
  };
  CHECK(world.fault() != "");
  CHECK(world.asked.size() == 1);
}
