#include "status/certificates.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "pki/certificate.h"

namespace kcluster {
namespace {

const auto kNow = std::chrono::floor<Seconds>(std::chrono::system_clock::now());

std::string pem(std::chrono::hours life) {
  CertificateSpec spec{{"kubernetes", {}}, {}, {}, kNow, kNow + life};
  return Certificate::authority(spec, Key::make(Algorithm::ecdsa_p256)).pem();
}

}  // namespace

TEST_CASE("the first certificate to expire comes first, one that is damaged is named") {
  MemoryFiles files;
  files.write("/etc/kubernetes/pki/ca.crt", pem(std::chrono::hours(9)), {});
  files.write("/etc/kubernetes/pki/apiserver.crt", pem(std::chrono::hours(2)), {});
  files.write("/etc/kubernetes/pki/etcd/server.crt", "no certificate", {});
  std::vector<std::string> unseen;
  const auto found = node_certificates(files, unseen);
  REQUIRE(found.size() == 2);
  CHECK(found[0].file == "/etc/kubernetes/pki/apiserver.crt");
  CHECK(found[0].expires == kNow + std::chrono::hours(2));
  CHECK(found[1].authority);
  REQUIRE(unseen.size() == 1);
  CHECK_THAT(unseen[0], Catch::Contains("/etc/kubernetes/pki/etcd/server.crt"));
}

TEST_CASE("certificates within kubeconfigs count as well") {
  MemoryFiles files;
  Kubeconfig config{"kubernetes", "kubernetes-admin", "https://192.168.1.20:6443"};
  config.authorities = pem(std::chrono::hours(1));
  config.certificate = pem(std::chrono::hours(3));
  config.key = std::make_shared<const Secret>(Key::make(Algorithm::ecdsa_p256).pem().reveal());
  files.write("/etc/kubernetes/admin.conf", kubeconfig_text(config), {0600});
  std::vector<std::string> unseen;
  const auto found = node_certificates(files, unseen);
  REQUIRE(found.size() == 1);
  CHECK(found[0].file == "/etc/kubernetes/admin.conf");
  CHECK(found[0].expires == kNow + std::chrono::hours(3));
}

}  // namespace kcluster
