#include "phases/kubeconfig.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "phases/certs.h"
#include "pki/certificate.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

const Time now{1795262400s};
constexpr std::string_view names[] = {"admin", "super-admin", "kubelet", "controller-manager",
                                      "scheduler"};

Config settled() {
  Config config;
  config.init.node.name = "node1";
  config.init.local_api.advertise_address = "192.168.1.20";
  config.cluster.control_plane_endpoint = "api.org:6443";
  config.cluster.encryption_algorithm = "ECDSA-P256";
  return config;
}

struct Node {
  KubeconfigsPlan plan = plan_kubeconfigs(settled());
  MemoryFiles files;

  Node() { certificate(plan_certificates(settled()), "ca", files, now - 1h); }
  void all(Time when = now) {
    make_kubeconfigs_ahead(plan, names, files, when);
    for (const auto name : names) kubeconfig(plan, name, files, when);
  }
  Kubeconfig read(std::string_view name) const {
    return read_kubeconfig(plan.row(name).path, files);
  }
  void write(std::string_view name, const Kubeconfig& config) {
    files.write(plan.row(name).path, kubeconfig_text(config), {});
  }
  void fault(std::string_view name, const std::string& words) {
    CHECK_THROWS_WITH(kubeconfig(plan, name, files, now),
                      Catch::Contains(plan.row(name).path) && Catch::Contains(words));
  }
};

}  // namespace

TEST_CASE("all kubeconfigs are made as planned, and a second run changes nothing") {
  Node node;
  node.all();
  const auto changes = node.files.changes().size();
  CHECK(changes == 2 + 5);
  for (const auto& row : node.plan.rows) {
    const auto found = node.read(row.name);
    CHECK(node.files.look(row.path)->mode == 0600);
    CHECK(found.server == row.server);
    CHECK(found.user == row.subject.common_name);
    const auto client = Certificate::parse(found.certificate, row.path).front();
    CHECK(client.subject() == row.subject);
    CHECK(client.usages() == std::vector{Usage::client_auth});
    CHECK(client.not_before() == std::chrono::floor<Seconds>(now) - 1h - 5min);
    CHECK(client.not_after() == std::chrono::floor<Seconds>(now) + 8760h);
  }
  node.all(now + 24h);
  CHECK(node.files.changes().size() == changes);
}

TEST_CASE("each kubeconfig can be made alone") {
  Node node;
  kubeconfig(node.plan, "scheduler", node.files, now);
  CHECK(node.read("scheduler").user == "system:kube-scheduler");
  CHECK_FALSE(node.files.look("/etc/kubernetes/admin.conf"));
}

TEST_CASE("an existing kubeconfig that does not fit is an error that names it") {
  Node node, other;
  node.all();
  other.all();
  SECTION("another authority") {
    node.write("admin", other.read("admin"));
    node.fault("admin", "trusts another authority");
  }
  SECTION("another server") {
    auto moved = node.read("admin");
    moved.server = "https://10.0.0.9:6443";
    node.write("admin", moved);
    node.fault("admin", "https://10.0.0.9:6443 instead of https://api.org:6443");
  }
  SECTION("another client's key or signature") {
    auto mixed = node.read("admin");
    mixed.key = other.read("admin").key;
    node.write("admin", mixed);
    node.fault("admin", "not that of its client certificate");
    mixed.certificate = other.read("admin").certificate;
    node.write("admin", mixed);
    node.fault("admin", "is not signed by");
  }
  SECTION("unreadable") {
    node.files.write("/etc/kubernetes/admin.conf", "[]", {});
    node.fault("admin", "no usable kubeconfig");
  }
}

TEST_CASE("an expired client certificate is not gone on with") {
  Node node;
  node.all();
  CHECK_THROWS_WITH(kubeconfig(node.plan, "scheduler", node.files, now + 8761h),
                    Catch::Contains("scheduler.conf is expired"));
}

TEST_CASE("a kubelet may keep to the control plane's endpoint, and users to a token") {
  Node node;
  node.all();
  auto kubelet = node.read("kubelet");
  kubelet.server = "https://api.org:6443";
  kubelet.certificate.clear();
  kubelet.key = nullptr;
  kubelet.token = std::make_shared<const Secret>("token");
  node.write("kubelet", kubelet);
  CHECK_NOTHROW(kubeconfig(node.plan, "kubelet", node.files, now));
}

TEST_CASE("without an authority's key the kubeconfigs must be there") {
  Node node;
  kubeconfig(node.plan, "admin", node.files, now);
  node.files.remove(node.plan.ca_key);
  make_kubeconfigs_ahead(node.plan, names, node.files, now);
  CHECK_NOTHROW(kubeconfig(node.plan, "admin", node.files, now));
  node.fault("kubelet", "without /etc/kubernetes/pki/ca.key it cannot be made");
  node.files.remove(node.plan.ca_certificate);
  CHECK_THROWS_WITH(kubeconfig(node.plan, "admin", node.files, now),
                    Catch::Contains("ca.crt does not exist"));
}
