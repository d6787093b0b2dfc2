#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/real_etcd.h"
#include "tests/support/false_etcd.h"
#include "tests/support/peer.h"

namespace kcluster {
namespace {

using Catch::Contains;

struct Certificates {
  TestIdentity authority = make_identity("etcd-ca", "");
  TestIdentity stranger = make_identity("another-ca", "");
  TestIdentity client = make_identity("client", "DNS:client", &authority);

  EtcdAccess access(const std::string& url) const {
    EtcdAccess made;
    made.endpoints = {url};
    made.authorities = authority.certificate_pem();
    made.client_certificate = client.certificate_pem();
    made.client_key = std::make_shared<Secret>(client.key_pem());
    return made;
  }
};

void check_fault(const EtcdAccess& access, const std::string& words) {
  try {
    make_etcd(access, {})->status(access.endpoints.front());
    FAIL("it was trusted");
  } catch (const Silence& silence) {
    FAIL("a certificate fault is no Silence: " << silence.what());
  } catch (const Error& error) {
    CHECK_THAT(error.what(), Contains(words));
    CHECK_FALSE(error.remedy.empty());
  }
}

}  // namespace

TEST_CASE("both sides show certificates, and the server's is for its address") {
  const Certificates all;
  const auto server = make_identity("n1", "IP:127.0.0.1", &all.authority);
  const FalseEtcd etcd({}, FalseEtcd::tls(server, all.authority));
  const auto seen = make_etcd(all.access(etcd.url()), {});
  for (int i = 0; i < 3; ++i) CHECK(seen->status(etcd.url()).version == "3.6.16");
  CHECK(seen->add_member({"https://n4:2380"}, Etcd::Role::learner).member.learner);
}

TEST_CASE("a server of another authority, for another address or too old is not trusted") {
  const Certificates all;
  const auto foreign = make_identity("n1", "IP:127.0.0.1", &all.stranger);
  const auto elsewhere = make_identity("n1", "IP:192.168.1.20", &all.authority);
  const auto expired = make_identity("n1", "IP:127.0.0.1", &all.authority, -7200, -3600);
  for (const auto* identity : {&foreign, &elsewhere, &expired}) {
    const FalseEtcd etcd({}, FalseEtcd::tls(*identity, all.authority));
    check_fault(all.access(etcd.url()), "not trusted");
  }
}

// a server of gRPC's C++ sends no alert, etcd's does, as OpenSSL's
TEST_CASE("a certificate of ours that the server does not accept is told as that") {
  const Certificates all;
  const auto server = make_identity("n1", "IP:127.0.0.1", &all.authority);
  const auto unknown = make_identity("client", "DNS:client", &all.stranger);
  const auto context = make_server(server, &all.authority);
  const Peer etcd([](Peer::Talk& talk) { talk.request(); }, context.get());
  auto access = all.access(etcd.url());
  access.client_certificate = unknown.certificate_pem();
  access.client_key = std::make_shared<Secret>(unknown.key_pem());
  check_fault(access, "our certificate is not accepted");
  access.client_certificate.clear();
  access.client_key.reset();
  check_fault(access, "our certificate is not accepted");
}

TEST_CASE("a key that does not fit its certificate, or is none, is an Error") {
  const Certificates all;
  const auto server = make_identity("n1", "IP:127.0.0.1", &all.authority);
  const FalseEtcd etcd({}, FalseEtcd::tls(server, all.authority));
  auto access = all.access(etcd.url());
  access.client_key = std::make_shared<Secret>(all.stranger.key_pem());
  check_fault(access, "127.0.0.1");
  access.client_key = std::make_shared<Secret>("rubbish");
  check_fault(access, "127.0.0.1");
}

TEST_CASE("without an authority there is no https, and without an endpoint nothing") {
  const Certificates all;
  auto access = all.access("https://127.0.0.1:1");
  CHECK_THROWS_AS(make_etcd(access, {})->status("https://127.0.0.1:1"), Silence);
  access.authorities.clear();
  CHECK_THROWS_WITH(make_etcd(access, {}), Contains("no CA certificate"));
  access.endpoints.clear();
  CHECK_THROWS_WITH(make_etcd(access, {}), Contains("no endpoint"));
}

TEST_CASE("a server that takes connections and says nothing is Silence") {
  const Certificates all;
  const Peer mute([](Peer::Talk& talk) { talk.request(); });
  auto access = all.access(mute.url());
  access.endpoints[0].replace(0, 4, "https");
  access.timeout = std::chrono::milliseconds(300);
  CHECK_THROWS_AS(make_etcd(access, {})->status(access.endpoints[0]), Silence);
}

}  // namespace kcluster
