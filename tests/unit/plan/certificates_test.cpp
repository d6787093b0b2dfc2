#include "plan/certificates.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

namespace {

Config settled() {
  Config config;
  config.init.node.name = "node1";
  config.init.local_api.advertise_address = "192.168.1.20";
  return config;
}

}  // namespace

TEST_CASE("the API server's certificate names every way to it") {
  auto config = settled();
  config.cluster.control_plane_endpoint = "api.example.com:6443";
  config.cluster.api_server.cert_sans = {"10.1.2.3", "*.x.org", "fd00::0:1"};
  const auto row = plan_certificates(config).row("apiserver");
  CHECK(row.certificate == "/etc/kubernetes/pki/apiserver.crt");
  CHECK(row.key == "/etc/kubernetes/pki/apiserver.key");
  CHECK(row.authority == "ca");
  CHECK(row.subject == CertificateSubject{"kube-apiserver", {}});
  CHECK(row.sans ==
        Sans{{"*.x.org", "api.example.com", "kubernetes", "kubernetes.default",
              "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "node1"},
             {"10.96.0.1", "192.168.1.20", "10.1.2.3", "fd00::1"}});
}

TEST_CASE("the control plane's endpoint may be an address") {
  auto config = settled();
  config.cluster.control_plane_endpoint = "[fd00::9]:8443";
  const auto ips = plan_certificates(config).row("apiserver").sans.ips;
  CHECK(ips == std::vector<std::string>{"10.96.0.1", "192.168.1.20", "fd00::9"});
}

TEST_CASE("of two service ranges the first has the API server's address") {
  auto config = settled();
  config.cluster.networking.service_subnet = "fd01::/112,10.96.0.0/16";
  CHECK(plan_certificates(config).row("apiserver").sans.ips ==
        std::vector<std::string>{"fd01::1", "192.168.1.20"});
}

TEST_CASE("etcd's certificates bear the node's name and serve both ways") {
  auto config = settled();
  config.cluster.local_etcd.server_cert_sans = {"e.org"};
  config.cluster.local_etcd.peer_cert_sans = {"1.2.3.4"};
  const auto plan = plan_certificates(config);
  const auto server = plan.row("etcd-server"), peer = plan.row("etcd-peer");
  CHECK(server.certificate == "/etc/kubernetes/pki/etcd/server.crt");
  CHECK(server.subject.common_name == "node1");
  CHECK(server.sans == Sans{{"e.org", "localhost", "node1"}, {"192.168.1.20", "127.0.0.1", "::1"}});
  CHECK(peer.sans.ips.back() == "1.2.3.4");
  CHECK(server.usages == std::vector{Usage::server_auth, Usage::client_auth});
}

TEST_CASE("external etcd brings its own certificates") {
  auto config = settled();
  config.cluster.external_etcd = ExternalEtcd{{"https://10.0.0.1:2379"}, {}, "", "", ""};
  const auto plan = plan_certificates(config);
  CHECK(plan.rows.size() == 5);
  CHECK_FALSE(plan.has("etcd-ca"));
  CHECK_FALSE(plan.has("apiserver-etcd-client"));
  CHECK_THROWS_AS(plan.row("etcd-peer"), Error);
}

TEST_CASE("lifetimes and algorithm come from the configuration") {
  auto config = settled();
  config.cluster.certificates_dir = "/opt/pki";
  config.cluster.certificate_validity = std::chrono::hours(1);
  config.cluster.ca_certificate_validity = std::chrono::hours(2);
  config.cluster.encryption_algorithm = "ECDSA-P384";
  const auto plan = plan_certificates(config);
  CHECK(plan.algorithm == Algorithm::ecdsa_p384);
  CHECK(plan.row("ca").validity == std::chrono::hours(2));
  CHECK(plan.row("front-proxy-client").validity == std::chrono::hours(1));
  CHECK(plan.service_account_key == "/opt/pki/sa.key");
}

TEST_CASE("what cannot be planned is a fault of the configuration") {
  auto algorithm = settled(), range = settled();
  algorithm.cluster.encryption_algorithm = "RSA-512";
  range.cluster.networking.service_subnet = "10.96.0.0";
  CHECK_THROWS_WITH(plan_certificates(algorithm), Catch::Contains("RSA-512"));
  CHECK_THROWS_WITH(plan_certificates(range), Catch::Contains("10.96.0.0"));
}
