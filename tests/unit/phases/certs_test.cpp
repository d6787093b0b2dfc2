#include "phases/certs.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "pki/certificate.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

const Time now{1795262400s};
const std::string pki = "/etc/kubernetes/pki/";

Config settled() {
  Config config;
  config.init.node.name = "node1";
  config.init.local_api.advertise_address = "192.168.1.20";
  config.cluster.encryption_algorithm = "ECDSA-P256";
  return config;
}

struct Node {
  CertificatesPlan plan = plan_certificates(settled());
  MemoryFiles files;

  void all(Time when = now) {
    std::vector<std::string_view> due{"sa"};
    for (const auto& row : plan.rows) due.push_back(row.name);
    make_keys_ahead(plan, due, files);
    for (const auto& row : plan.rows) certificate(plan, row.name, files, when);
    service_account(plan, files);
  }
  void make(std::string_view name, Time when = now) { certificate(plan, name, files, when); }
  std::string text(const std::string& file) const { return files.read(pki + file).value(); }
  Certificate read(const std::string& file) const {
    return Certificate::parse(text(file), file).front();
  }
  void put(const std::string& file, const std::string& bytes) {
    files.write(pki + file, bytes, {});
  }
};

}  // namespace

TEST_CASE("all certificates are made as planned, and a second run changes nothing") {
  Node node;
  node.all();
  const auto changes = node.files.changes().size();
  CHECK(changes == 22);
  CHECK(node.files.look(pki + "ca.key")->mode == 0600);
  CHECK(node.files.look(pki + "etcd/server.crt")->mode == 0644);
  CHECK(node.files.look(pki + "sa.pub")->mode == 0600);
  for (const auto& row : node.plan.rows) {
    const auto made = Certificate::parse(*node.files.read(row.certificate), row.name).front();
    CHECK(made.subject() == row.subject);
    CHECK(made.matches(Key::parse(*node.files.read(row.key), row.name)));
    CHECK(made.not_before() == std::chrono::floor<std::chrono::seconds>(now) - 5min);
  }
  CHECK(node.read("apiserver.crt").not_after() - 8760h == std::chrono::floor<Seconds>(now));
  CHECK(node.read("ca.crt").not_after() - 87600h == std::chrono::floor<Seconds>(now));
  node.all(now + 24h);
  CHECK(node.files.changes().size() == changes);
}

TEST_CASE("a key made before a crash gets its certificate in the next run") {
  Node node;
  const std::string_view due[] = {"ca", "apiserver"};
  make_keys_ahead(node.plan, due, node.files);
  const auto ca = node.text("ca.key"), server = node.text("apiserver.key");
  make_keys_ahead(node.plan, due, node.files);
  node.all();
  CHECK(node.text("ca.key") == ca);
  CHECK(node.text("apiserver.key") == server);
}

TEST_CASE("keys that nobody could sign for are not made ahead") {
  Node node;
  const std::string_view due[] = {"apiserver"};
  make_keys_ahead(node.plan, due, node.files);
  CHECK(node.files.changes().empty());
  CHECK_THROWS_WITH(node.make("apiserver"), Catch::Contains(pki + "ca.crt does not exist"));
}

TEST_CASE("what exists but does not fit is an error that names the file") {
  Node node, other;
  node.all();
  other.all();
  const auto fault = [&](std::string_view row, const std::string& words) {
    CHECK_THROWS_WITH(node.make(row), Catch::Contains(words));
  };
  SECTION("signed by another authority") {
    node.put("apiserver.crt", other.text("apiserver.crt"));
    node.put("apiserver.key", other.text("apiserver.key"));
    fault("apiserver", pki + "apiserver.crt is not signed by " + pki + "ca.crt");
  }
  SECTION("with another key") {
    node.put("etcd/peer.key", other.text("etcd/peer.key"));
    fault("etcd-peer", "etcd/peer.key is not the key of");
  }
  SECTION("an authority with another key") {
    node.put("ca.key", other.text("ca.key"));
    fault("ca", pki + "ca.key is not the key of");
    fault("apiserver", pki + "ca.key is not the key of");
  }
  SECTION("without its key") {
    node.files.remove(pki + "front-proxy-client.key");
    fault("front-proxy-client", "front-proxy-client.key is missing");
  }
  SECTION("unreadable") {
    node.put("apiserver.crt", "nothing");
    fault("apiserver", pki + "apiserver.crt holds no certificate");
    node.put("etcd/ca.key", "nothing");
    fault("etcd-ca", pki + "etcd/ca.key holds no usable private key");
  }
  SECTION("no authority") {
    node.put("ca.crt", node.text("apiserver.crt"));
    node.put("ca.key", node.text("apiserver.key"));
    fault("ca", "not the certificate of an authority");
  }
  SECTION("meant for something else") {
    node.put("apiserver.crt", node.text("apiserver-kubelet-client.crt"));
    node.put("apiserver.key", node.text("apiserver-kubelet-client.key"));
    node.plan.rows[1].sans = {};
    fault("apiserver", "not meant for server authentication");
  }
  SECTION("without a name it needs") {
    node.plan.rows[1].sans.dns.push_back("new.example.com");
    fault("apiserver", "apiserver.crt lacks the name new.example.com");
  }
}

TEST_CASE("expired certificates are not gone on with") {
  Node node;
  node.all();
  CHECK_THROWS_WITH(node.make("apiserver", now + 8761h),
                    Catch::Contains("apiserver.crt is expired on 2027-11-21T12:00:00Z"));
  CHECK_THROWS_WITH(node.make("ca", now + 87601h), Catch::Contains("ca.crt is expired"));
  CHECK_THROWS_WITH(node.make("ca", now - 1h), Catch::Contains("not valid before"));
}

TEST_CASE("an external authority must bring all it signed") {
  Node node;
  node.all();
  node.files.remove(pki + "ca.key");
  CHECK(external_authority(node.plan, "ca", node.files));
  CHECK_FALSE(external_authority(node.plan, "etcd-ca", node.files));
  const auto changes = node.files.changes().size();
  node.all();
  CHECK(node.files.changes().size() == changes);
  node.files.remove(pki + "apiserver.crt");
  node.files.remove(pki + "apiserver.key");
  const std::string_view due[] = {"ca", "apiserver"};
  make_keys_ahead(node.plan, due, node.files);
  CHECK_FALSE(node.files.look(pki + "apiserver.key"));
  CHECK_THROWS_WITH(node.make("apiserver"),
                    Catch::Contains("apiserver.crt does not exist") && Catch::Contains("ca.key"));
}

TEST_CASE("the service account's public key follows its private key") {
  Node node;
  service_account(node.plan, node.files);
  const auto both = node.text("sa.pub");
  node.files.remove(pki + "sa.pub");
  service_account(node.plan, node.files);
  CHECK(node.text("sa.pub") == both);
  node.put("sa.pub", Key::make(Algorithm::ecdsa_p256).public_pem());
  CHECK_THROWS_WITH(service_account(node.plan, node.files), Catch::Contains("sa.pub is not"));
  node.files.remove(pki + "sa.key");
  CHECK_THROWS_WITH(service_account(node.plan, node.files), Catch::Contains("sa.key is missing"));
}
