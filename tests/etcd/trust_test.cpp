#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/real_etcd.h"
#include "tests/etcd/real_cluster.h"

namespace kcluster {
namespace {

void check_fault(const EtcdAccess& access, const std::string& words) {
  try {
    make_etcd(access, {})->status(access.endpoints.front());
    FAIL("it was trusted");
  } catch (const Silence& silence) {
    FAIL("a certificate fault is no Silence: " << silence.what());
  } catch (const Error& error) {
    CHECK_THAT(error.what(), Catch::Contains(words));
  }
}

CertificateSpec spec(const std::string& name, std::vector<Usage> usages = {}) {
  const auto now = std::chrono::floor<Seconds>(std::chrono::system_clock::now());
  return {{name, {}}, {}, std::move(usages), now - Seconds(300), now + Seconds(86400)};
}

}  // namespace

TEST_CASE("certificates of another authority are told apart from silence, on both sides") {
  const RealCluster cluster({"n1"});
  const auto stranger_key = Key::make(Algorithm::ecdsa_p256);
  const auto stranger = Certificate::authority(spec("stranger"), stranger_key);
  auto access = cluster.access();
  access.authorities = stranger.pem();
  check_fault(access, "not trusted");

  access = cluster.access();
  access.client_certificate = Certificate::leaf(spec("client", {Usage::client_auth}),
                                                cluster.client_key(), stranger, stranger_key)
                                  .pem();
  check_fault(access, "our certificate is not accepted");
  access.client_certificate.clear();
  access.client_key.reset();
  check_fault(access, "our certificate is not accepted");
}

TEST_CASE("localhost is among the server's names, over whatever address it has") {
  const RealCluster cluster({"n1"});
  auto access = cluster.access();
  access.endpoints.front().replace(8, 9, "localhost");
  CHECK(make_etcd(access, {})->status(access.endpoints.front()).leader != 0);
}

}  // namespace kcluster
