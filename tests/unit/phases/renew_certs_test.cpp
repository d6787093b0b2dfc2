#include "phases/renew_certs.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/yaml.h"
#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "kubernetes/names.h"
#include "phases/authority.h"
#include "phases/certs.h"
#include "phases/kubeconfig.h"
#include "phases/pair.h"
#include "tests/support/mortal_files.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

using Outcome = Renewal::Outcome;

const Time then{1795262400s}, now = then + 5000h;
const std::string etc = "/etc/kubernetes/", pki = etc + "pki/";

Config settled() {
  Config config;
  config.init.node.name = "node1";
  config.init.local_api.advertise_address = "192.168.1.20";
  config.cluster.kubernetes_version = "v1.35.4";
  config.cluster.encryption_algorithm = "ECDSA-P256";
  config.cluster.api_server.cert_sans = {"api.example.org", "10.1.2.3"};
  return config;
}

/// A control plane's certificates as init made them.
struct Made : MemoryFiles {
  Made() {
    const auto plan = plan_certificates(settled());
    for (const auto& row : plan.rows) certificate(plan, row.name, *this, then);
    const auto configs = plan_kubeconfigs(settled());
    for (const auto& row : configs.rows) kubeconfig(configs, row.name, *this, then);
  }
};

/// Once for all tests.
const Files& made() {
  static const Made files;
  return files;
}

struct Node {
  RenewalPlan plan = plan_renewal(settled().cluster);
  MemoryFiles files{&made()};

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& row : plan.rows) all.push_back(row.name);
    return all;
  }
  std::vector<Renewal> all(Files& through) const {
    return renew_certificates(plan, names(), through, now);
  }
  Certificate certificate_of(const std::string& name) const {
    const auto& row = plan.row(name);
    const auto pem = row.embedded() ? read_kubeconfig(row.certificate, files).certificate
                                    : files.read(row.certificate).value();
    return Certificate::parse(pem, name).front();
  }
  Key key_of(const std::string& name) const {
    const auto& row = plan.row(name);
    if (!row.embedded()) return read_key(files, row.key).value();
    return Key::parse(read_kubeconfig(row.certificate, files).key->reveal(), name);
  }
  bool whole(const std::string& name) const { return certificate_of(name).matches(key_of(name)); }
};

}  // namespace

TEST_CASE("a renewed certificate keeps subject, names and usages; key and period are new") {
  Node node;
  for (const auto& name : node.names()) {
    INFO(name);
    const auto old = node.certificate_of(name);
    const auto done = renew_certificate(node.plan, name, node.files, now);
    CHECK(done.outcome == Outcome::renewed);
    const auto fresh = node.certificate_of(name);
    CHECK(fresh.subject() == old.subject());
    CHECK(fresh.issuer() == old.issuer());
    CHECK(fresh.sans() == old.sans());
    CHECK(fresh.usages() == old.usages());
    CHECK(fresh.pin() != old.pin());
    CHECK(node.whole(name));
    CHECK(fresh.not_before() == std::chrono::floor<Seconds>(now) - 5min);
    CHECK(fresh.not_after() == std::chrono::floor<Seconds>(now) + 8760h);
    CHECK(done.until == fresh.not_after());
    const auto& authority = node.plan.authority(node.plan.row(name).authority);
    const auto roots = read_certificates(node.files, authority.certificate).value();
    CHECK(signature_fault(std::vector{fresh}, roots.front()) == std::nullopt);
  }
  CHECK(node.files.look(pki + "apiserver.key")->mode == 0600);
  CHECK(node.files.look(pki + "apiserver.crt")->mode == 0644);
  CHECK(node.files.look(etc + "admin.conf")->mode == 0600);
  CHECK_FALSE(node.files.look(paths::renewal));
}

TEST_CASE("nothing but what was named changes") {
  Node node;
  renew_certificate(node.plan, "etcd-server", node.files, now);
  for (const auto& change : node.files.changes()) {
    INFO(change.path);
    const auto path = change.path.string();
    CHECK((path == pki + "etcd/server.crt" || path == pki + "etcd/server.key" ||
           path.starts_with(paths::state)));
  }
}

TEST_CASE("a kubeconfig keeps all but its client's certificate and key") {
  Node node;
  const std::string path = etc + "admin.conf";
  auto root = *one_mapping(*node.files.read(path), path);
  root["preferences"]["colors"] = true;
  root["users"].push_back({{"name", "other"}, {"user", {{"token", "abc"}}}});
  root["clusters"][0]["cluster"]["tls-server-name"] = "api.example.org";
  node.files.write(path, write_yaml(root), {0600});
  renew_certificate(node.plan, "admin.conf", node.files, now);
  auto after = *one_mapping(*node.files.read(path), path);
  for (auto* each : {&root, &after})
    for (const auto* key : {"client-certificate-data", "client-key-data"})
      (*each)["users"][0]["user"].erase(key);
  CHECK(after == root);
}

TEST_CASE("a kubeconfig that does not trust the authority yet trusts it afterwards") {
  Node node, other;
  other.files.remove(pki + "ca.crt");
  other.files.remove(pki + "ca.key");
  certificate(plan_certificates(settled()), "ca", other.files, now - 1h);
  const auto ca = other.files.read(pki + "ca.crt").value();
  node.files.write(pki + "ca.crt", ca, {});
  node.files.write(pki + "ca.key", other.files.read(pki + "ca.key").value(), {});
  SECTION("alone") {
    renew_certificate(node.plan, "scheduler.conf", node.files, now);
    CHECK(read_kubeconfig(etc + "scheduler.conf", node.files).authorities == ca);
  }
  SECTION("beside the old one, where both are trusted") {
    auto config = read_kubeconfig(etc + "scheduler.conf", node.files);
    config.authorities += ca;
    node.files.write(etc + "scheduler.conf", kubeconfig_text(config), {0600});
    renew_certificate(node.plan, "scheduler.conf", node.files, now);
    CHECK(read_kubeconfig(etc + "scheduler.conf", node.files).authorities == config.authorities);
  }
  CHECK(node.whole("scheduler.conf"));
}

TEST_CASE("without the authority's key nothing is renewed, and that is told") {
  Node node;
  node.files.remove(pki + "front-proxy-ca.key");
  const auto old = node.certificate_of("front-proxy-client");
  CHECK(renew_certificate(node.plan, "front-proxy-client", node.files, now).outcome ==
        Outcome::external);
  CHECK(node.certificate_of("front-proxy-client") == old);
  CHECK(renew_certificate(node.plan, "apiserver", node.files, now).outcome == Outcome::renewed);
}

TEST_CASE("what is missing or kept elsewhere is told and left alone") {
  Node node;
  node.files.remove(etc + "super-admin.conf");
  auto config = read_kubeconfig(etc + "kubelet.conf", node.files);
  config.certificate.clear();
  config.key.reset();
  config.token = std::make_shared<const Secret>("abc");
  node.files.write(etc + "kubelet.conf", kubeconfig_text(config), {0600});
  const auto before = node.files.changes().size();
  CHECK(renew_certificate(node.plan, "super-admin.conf", node.files, now).outcome ==
        Outcome::missing);
  CHECK(renew_certificate(node.plan, "kubelet.conf", node.files, now).outcome ==
        Outcome::elsewhere);
  CHECK(node.files.changes().size() == before);
}

TEST_CASE("what cannot be read or signed with is an error that names the file") {
  Node node;
  SECTION("no authority") {
    node.files.remove(pki + "etcd/ca.crt");
    node.files.remove(pki + "etcd/ca.key");
    CHECK_THROWS_WITH(renew_certificate(node.plan, "etcd-peer", node.files, now),
                      Catch::Contains(pki + "etcd/ca.crt does not exist"));
  }
  SECTION("an authority that has expired") {
    CHECK_THROWS_WITH(renew_certificate(node.plan, "etcd-peer", node.files, then + 87601h),
                      Catch::Contains(pki + "etcd/ca.crt is expired"));
  }
  SECTION("a certificate that is none") {
    node.files.write(pki + "apiserver.crt", "nothing", {});
    CHECK_THROWS_WITH(renew_certificate(node.plan, "apiserver", node.files, now),
                      Catch::Contains(pki + "apiserver.crt holds no certificate"));
  }
  SECTION("a kubeconfig that is none") {
    node.files.write(etc + "admin.conf", "[]", {});
    CHECK_THROWS_WITH(renew_certificate(node.plan, "admin.conf", node.files, now),
                      Catch::Contains(etc + "admin.conf is no usable kubeconfig"));
  }
}

TEST_CASE("what one command renewed already, it does not renew again when it goes on") {
  Node node;
  node.plan.begun = std::chrono::floor<Seconds>(now);
  for (const auto& one : node.all(node.files)) CHECK(one.outcome == Outcome::renewed);
  const auto changes = node.files.changes().size();
  for (const auto& one : renew_certificates(node.plan, node.names(), node.files, now + 1min)) {
    CHECK(one.outcome == Outcome::fresh);
    CHECK(one.until == std::chrono::floor<Seconds>(now) + 8760h);
  }
  CHECK(node.files.changes().size() == changes);
}

TEST_CASE("the API server's client certificate loses its group when it is told to") {
  Node node;
  drop_kubelet_client_group(node.plan);
  const std::string name = "apiserver-kubelet-client";
  CHECK(node.certificate_of(name).subject().organizations ==
        std::vector<std::string>{names::cluster_admins});
  node.all(node.files);
  CHECK(node.certificate_of(name).subject() ==
        CertificateSubject{"kube-apiserver-kubelet-client", {}});
  CHECK(node.certificate_of("admin.conf").subject().organizations ==
        std::vector<std::string>{names::cluster_admins});
}

TEST_CASE("those that end soon are found, and those that have ended") {
  Node node;
  const auto names = node.names();
  CHECK(expiring(node.plan, names, 30 * 24h, node.files, now).empty());
  CHECK(expiring(node.plan, names, 30 * 24h, node.files, then + 8700h) == names);
  CHECK(expiring(node.plan, names, 0s, node.files, then + 9000h) == names);
  renew_certificate(node.plan, "apiserver", node.files, then + 8700h);
  CHECK(expiring(node.plan, names, 30 * 24h, node.files, then + 8700h).size() == names.size() - 1);
}

TEST_CASE("a process that is cut off anywhere leaves pairs that match, or come to match") {
  for (const auto tear : {Tear::before, Tear::half, Tear::after}) {
    unsigned change = 1;
    for (bool crashed = true; crashed; ++change) {
      INFO("change " << change << ", tear " << static_cast<int>(tear));
      Node node;
      MortalFiles mortal(node.files, std::make_shared<Life>(change, tear));
      crashed = crashes([&] { node.all(mortal); });
      unsigned torn = 0;
      for (const auto& name : node.names()) torn += node.whole(name) ? 0 : 1;
      CHECK(torn <= (node.files.look(paths::renewal) ? 1 : 0));
      finish_pair(node.files);
      for (const auto& name : node.names()) CHECK(node.whole(name));
      CHECK_FALSE(node.files.look(paths::renewal));
    }
    CHECK(change > 40);
  }
}

TEST_CASE("a journal is dropped when another pair has come since") {
  Node node;
  MortalFiles mortal(node.files, std::make_shared<Life>(3));  // folder, journal, key
  CHECK(crashes([&] { renew_certificate(node.plan, "apiserver", mortal, now); }));
  CHECK(node.files.look(paths::renewal));
  const auto there = node.certificate_of("apiserver");
  CHECK_FALSE(finish_pair(node.files));
  CHECK(node.certificate_of("apiserver") == there);
  CHECK_FALSE(node.files.look(paths::renewal));
}

TEST_CASE("a journal that says nothing of use is dropped") {
  Node node;
  for (const auto* text : {"", "{", "[]", "{\"keyPath\": 5}", "{\"keyPath\": \"/nowhere\"}"}) {
    node.files.write(paths::renewal, text, {0600});
    CHECK_FALSE(finish_pair(node.files));
    CHECK_FALSE(node.files.look(paths::renewal));
  }
}
