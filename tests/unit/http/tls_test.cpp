#include <catch2/catch.hpp>

#include "base/error.h"
#include "http/real_http.h"
#include "tests/support/peer.h"
#include "tests/support/test_certificates.h"

namespace kcluster {
namespace {

const char* const kHere = "IP:127.0.0.1";

void greet(Peer::Talk& talk) {
  while (!talk.request().empty()) talk.answer(200, "hello");
}

struct Party {
  TestIdentity authority = make_identity("ca", "");
  TestIdentity other = make_identity("another ca", "");

  Endpoint endpoint(const Peer& peer) const {
    Endpoint made;
    made.url = peer.url();
    made.authorities = authority.certificate_pem();
    return made;
  }
};

// the text of the Error; Silence fails the test
std::string fault(const Endpoint& endpoint) {
  try {
    make_http(endpoint, {})->get("/");
  } catch (const Silence& silence) {
    FAIL("silence: " << silence.what());
  } catch (const Error& error) {
    CHECK_FALSE(error.remedy.empty());
    return error.what() + std::string(" | ") + error.remedy;
  }
  FAIL("it was trusted");
  return {};
}

std::string fault_of(const TestIdentity& server) {
  const Party party;
  const auto tls = make_server(server);
  const Peer peer(greet, tls.get());
  return fault(party.endpoint(peer));
}

}  // namespace

TEST_CASE("a peer of the given authority is trusted, with a name other than its address, too") {
  const Party party;
  const auto server = make_identity("s", "IP:127.0.0.1,DNS:kubernetes", &party.authority);
  const auto tls = make_server(server);
  const Peer peer(greet, tls.get());
  auto endpoint = party.endpoint(peer);
  CHECK(make_http(endpoint, {})->get("/").body == "hello");
  endpoint.server_name = "kubernetes";
  CHECK(make_http(endpoint, {})->get("/").body == "hello");
  endpoint.server_name = "other";
  CHECK_THAT(fault(endpoint), Catch::Contains("SANs"));
}

TEST_CASE("a foreign, expired, early or misnamed certificate is an Error with its remedy") {
  const Party party;
  CHECK_THAT(fault_of(make_identity("s", kHere, &party.other)), Catch::Contains("authority"));
  CHECK_THAT(fault_of(make_identity("s", kHere)), Catch::Contains("self-signed"));
  const auto check = [](const TestIdentity& authority, const TestIdentity& server,
                        const char* word) {
    const auto tls = make_server(server);
    const Peer peer(greet, tls.get());
    Endpoint endpoint;
    endpoint.url = peer.url();
    endpoint.authorities = authority.certificate_pem();
    CHECK_THAT(fault(endpoint), Catch::Contains(word));
  };
  const auto& ca = party.authority;
  check(ca, make_identity("s", kHere, &ca, -7200, -3600), "expired");
  check(ca, make_identity("s", kHere, &ca, 3600, 7200), "not valid yet");
  check(ca, make_identity("s", "IP:127.0.0.2", &ca), "SANs");
}

TEST_CASE("trust in a certificate itself admits its bearer, and no other of the same authority") {
  const Party party;
  const auto server = make_identity("s", kHere, &party.authority);
  const auto renewed = make_identity("s", kHere, &party.authority);
  const auto tls = make_server(server);
  const Peer peer(greet, tls.get());
  auto endpoint = party.endpoint(peer);
  endpoint.authorities = server.certificate_pem();
  CHECK(make_http(endpoint, {})->get("/").body == "hello");
  endpoint.authorities = renewed.certificate_pem();
  CHECK_THAT(fault(endpoint), Catch::Contains("authority"));
}

TEST_CASE("no verification accepts any certificate") {
  const Party party;
  const auto server = make_identity("s", "DNS:x", &party.other);
  const auto tls = make_server(server);
  const Peer peer(greet, tls.get());
  auto endpoint = party.endpoint(peer);
  endpoint.verify = Endpoint::Verify::no;
  CHECK(make_http(endpoint, {})->get("/").ok());
}

TEST_CASE("our certificate opens the door, a missing or foreign one is an Error, no Silence") {
  const Party party;
  const auto server = make_identity("s", kHere, &party.authority);
  const auto tls = make_server(server, &party.authority);
  const Peer peer(greet, tls.get());
  auto endpoint = party.endpoint(peer);
  CHECK_THAT(fault(endpoint), Catch::Contains("our certificate is not accepted"));
  const auto set = [&endpoint](const TestIdentity& identity) {
    endpoint.client_certificate = identity.certificate_pem();
    endpoint.client_key = std::make_shared<Secret>(identity.key_pem());
  };
  set(make_identity("me", "DNS:me", &party.authority));
  CHECK(make_http(endpoint, {})->get("/").body == "hello");
  set(make_identity("me", "DNS:me", &party.other));
  CHECK_THAT(fault(endpoint), Catch::Contains("our certificate is not accepted"));
  endpoint.client_key = std::make_shared<Secret>(party.other.key_pem());
  CHECK_THAT(fault(endpoint), Catch::Contains("key fits"));
}

TEST_CASE("a port without TLS is an Error, one that hangs up in the handshake is Silence") {
  const Party party;
  const Peer plain([](Peer::Talk& talk) { talk.say("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  auto endpoint = party.endpoint(plain);
  endpoint.url.replace(0, 4, "https");
  CHECK_THAT(fault(endpoint), Catch::Contains("speaks TLS"));
  const Peer gone([](Peer::Talk&) {});
  endpoint.url = "https" + gone.url().substr(4);
  CHECK_THROWS_AS(make_http(endpoint, {})->get("/"), Silence);
}

}  // namespace kcluster
