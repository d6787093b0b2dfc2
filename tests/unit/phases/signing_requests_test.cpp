#include "phases/signing_requests.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "phases/authority.h"
#include "phases/certs.h"
#include "phases/kubeconfig.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

const Time now{1795262400s};
const std::string pki = "/srv/pki/";

Config settled() {
  Config config;
  config.init.node.name = "node1";
  config.init.local_api.advertise_address = "192.168.1.20";
  config.cluster.certificates_dir = "/srv/pki";
  config.cluster.encryption_algorithm = "ECDSA-P256";
  return config;
}

struct Node {
  CertificatesPlan certificates = plan_certificates(settled());
  KubeconfigsPlan kubeconfigs = plan_kubeconfigs(settled(), "/srv");
  MemoryFiles files;
};

}  // namespace

TEST_CASE("an authority kept elsewhere can sign what was requested, for the keys that lie here") {
  Node node;
  const auto names = request_certificates(node.certificates, node.files);
  CHECK(names.size() == 7);
  CHECK(names.back() == "apiserver-etcd-client");
  CHECK_FALSE(node.files.look(pki + "ca.key"));
  Node elsewhere;
  certificate(elsewhere.certificates, "etcd-ca", elsewhere.files, now);
  const auto authority =
      read_authority(elsewhere.files, pki + "etcd/ca.crt", pki + "etcd/ca.key", now);
  const auto& row = node.certificates.row("etcd-server");
  const auto request = node.files.read(pki + "etcd/server.csr").value();
  const auto today = std::chrono::floor<Seconds>(now);
  const auto made = Certificate::for_request(request, {{}, row.sans, row.usages, today, today + 1h},
                                             authority->certificates.front(), *authority->key);
  CHECK(made.subject() == row.subject);
  CHECK(made.matches(read_key(node.files, row.key).value()));
  CHECK(node.files.look(row.key)->mode == 0600);
  CHECK(node.files.look(pki + "etcd/server.csr")->mode == 0600);
}

TEST_CASE("kubeconfigs have their key, and wait for certificate and authority") {
  Node node;
  const auto names = request_kubeconfigs(node.kubeconfigs, node.files);
  CHECK(names == std::vector<std::string>{"admin.conf", "super-admin.conf", "kubelet.conf",
                                          "controller-manager.conf", "scheduler.conf"});
  const auto admin = read_kubeconfig("/srv/admin.conf", node.files);
  CHECK(admin.key);
  CHECK(admin.certificate.empty());
  CHECK(admin.authorities.empty());
  CHECK(admin.server == "https://192.168.1.20:6443");
  CHECK(node.files.look("/srv/admin.conf.csr"));
}

TEST_CASE("nothing is overwritten, and all that is in the way is named") {
  Node node;
  require_no_requests(node.certificates, node.kubeconfigs, node.files);
  node.files.write(pki + "apiserver.key", "a key", {});
  node.files.write("/srv/admin.conf.csr", "a request", {});
  try {
    require_no_requests(node.certificates, node.kubeconfigs, node.files);
    FAIL("it would be overwritten");
  } catch (const Error& error) {
    REQUIRE(error.findings.size() == 2);
    CHECK(error.findings[0].name == pki + "apiserver.key");
    CHECK(error.findings[1].name == "/srv/admin.conf.csr");
  }
}

TEST_CASE("a kubeconfig for a further user signs in by a certificate, or by a token") {
  Node node;
  certificate(node.certificates, "ca", node.files, now);
  const KubeconfigPlan jane{"", "", "https://api.org:6443", "", {"jane", {"dev", "ops"}}};
  const auto read = [&](const Secret& text) {
    MemoryFiles files;
    files.write("/user.conf", text.reveal(), {0600});
    return read_kubeconfig("/user.conf", files);
  };
  const auto by_certificate =
      read(kubeconfig_for(node.kubeconfigs, jane, nullptr, node.files, now));
  CHECK(by_certificate.user == "jane");
  CHECK(by_certificate.server == "https://api.org:6443");
  CHECK(Certificate::parse(by_certificate.certificate, "jane").front().subject() == jane.subject);
  node.files.remove(pki + "ca.key");
  CHECK_THROWS_WITH(kubeconfig_for(node.kubeconfigs, jane, nullptr, node.files, now),
                    Catch::Contains("without " + pki + "ca.key"));
  const auto token = std::make_shared<const Secret>("abc");
  const auto by_token = read(kubeconfig_for(node.kubeconfigs, jane, token, node.files, now));
  CHECK(by_token.token->reveal() == "abc");
  CHECK(by_token.certificate.empty());
}
