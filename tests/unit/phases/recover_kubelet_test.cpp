#include "host/rfc3339.h"
#include "phases/recover_kubelet.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "manifest/kubelet_files.h"
#include "phases/authority.h"
#include "phases/certs.h"
#include "phases/kubeconfig.h"
#include "phases/kubelet_certificate.h"
#include "tests/support/fake_api.h"
#include "tests/support/mortal_files.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

using Outcome = Renewal::Outcome;

const Time then{1795262400s}, now = then + 9000h;
const std::string pki = "/etc/kubernetes/pki/", kubelet_pki = "/var/lib/kubelet/pki/",
                  current = kubelet_pki + "kubelet-client-current.pem";

Config settled() {
  Config config;
  config.init.node.name = "node1";
  config.init.local_api.advertise_address = "192.168.1.20";
  config.cluster.kubernetes_version = "v1.36.3";
  config.cluster.encryption_algorithm = "ECDSA-P256";
  return config;
}

/// A node as init left it 9000 hours ago, its kubelet rotating since.
struct Made : MemoryFiles {
  Made() {
    const auto plan = plan_certificates(settled());
    for (const auto* name : {"ca", "apiserver"}) certificate(plan, name, *this, then);
    const auto configs = plan_kubeconfigs(settled());
    kubeconfig(configs, "kubelet", *this, then);
    const auto first = read_kubeconfig(paths::kubelet_conf, *this);
    put_kubelet_pair(kubelet_pki, Certificate::parse(first.certificate, "it"),
                     Key::parse(first.key->reveal(), "it"), *this, then);
    write(paths::kubelet_conf, with_rotated_certificate(*read(paths::kubelet_conf), current),
          {0600});
    write(kubelet_pki + "kubelet.crt", *read(pki + "apiserver.crt"), {0644});
    write(kubelet_pki + "kubelet.key", *read(pki + "apiserver.key"), {0600});
  }
};

const Files& made() {
  static const Made files;
  return files;
}

struct Node {
  RenewalPlan plan = plan_renewal(settled().cluster);
  MemoryFiles files{&made()};

  KubeletIdentity kubelet() const { return kubelet_identity(files, now); }
  Kubeconfig conf() const { return read_kubeconfig(paths::kubelet_conf, files); }
  /// As `certs recover` goes about the kubelet's files.
  Renewal recover(Files& through) {
    const auto kubelet = kubelet_identity(through, now);
    const auto recovery = begin_recovery(through, now);
    plan.begun = recovery.begun;
    keep_before(recovery, kubelet_files_before(kubelet), through);
    auto done = renew_kubelet(plan, kubelet, through, now);
    put_away_serving_pair(kubelet, recovery, through, now);
    end_recovery(through);
    return done;
  }
};

}  // namespace

TEST_CASE("a kubelet is known by what lies there, expired or broken") {
  Node node;
  CHECK(node.kubelet().node == "node1");
  CHECK(node.kubelet().pki_folder == "/var/lib/kubelet/pki");
  CHECK(node.kubelet().server == "https://192.168.1.20:6443");
  CHECK(node.kubelet().ca_file == pki + "ca.crt");
  CHECK_THAT(node.kubelet().fault.value(), Catch::Contains("expired"));
  CHECK_FALSE(kubelet_identity(node.files, then + 1h).fault);
  SECTION("its certificate is gone") {
    node.files.remove(current);
    CHECK(node.kubelet().node == "node1");
    CHECK(node.kubelet().fault);
  }
  SECTION("it is no certificate") {
    node.files.write(current, "torn", {0600});
    CHECK(node.kubelet().fault);
  }
  SECTION("nobody says which node it is") {
    node.files.remove(current);
    auto config = Kubeconfig{};
    config.user = "default-auth";
    config.server = "https://192.168.1.20:6443";
    node.files.write(paths::kubelet_conf, kubeconfig_text(config), {0600});
    CHECK_THROWS_WITH(node.kubelet(), Catch::Contains("does not say of which node"));
  }
  SECTION("it is in no cluster") {
    node.files.remove(paths::kubelet_conf);
    CHECK_THROWS_WITH(node.kubelet(), Catch::Contains("in no cluster"));
  }
}

TEST_CASE("a kubelet's certificate is made anew, and kept where the kubelet rotates it") {
  Node node;
  const auto before = node.conf();
  const auto done = node.recover(node.files);
  CHECK(done.outcome == Outcome::renewed);
  const auto after = node.conf();
  const auto leaf = Certificate::parse(after.certificate, "it").front();
  CHECK(certificate_fault({leaf}, Key::parse(after.key->reveal(), "it"), "node1", now) ==
        std::nullopt);
  CHECK(done.until == leaf.not_after());
  CHECK(leaf.usages() == std::vector{Usage::client_auth});
  const auto roots = read_certificates(node.files, pki + "ca.crt").value();
  CHECK(signature_fault(std::vector{leaf}, roots.front()) == std::nullopt);
  CHECK(node.files.look(current)->kind == Stat::Kind::link);
  CHECK(node.files.look(node.files.resolved(current))->mode == 0600);
  CHECK(after.server == before.server);
  CHECK(after.user == before.user);
  CHECK(node.files.read(paths::kubelet_conf) == made().read(paths::kubelet_conf));
}

TEST_CASE("what was there before lies in a folder of root's, its first state") {
  Node node;
  node.recover(node.files);
  const auto folder =
      std::string(paths::certs_before) + "/" + node.files.list(paths::certs_before).value().at(0);
  CHECK(node.files.read(folder + current) == made().read(current));
  CHECK(node.files.look(folder + current)->mode == 0600);
  CHECK(node.files.look(folder)->mode == 0700);
  const Recovery recovery{{}, folder};
  const std::vector<std::string> again{current};
  keep_before(recovery, again, node.files);
  CHECK(node.files.read(folder + current) == made().read(current));
}

TEST_CASE("what a kubelet signed for itself goes when it has ended, so that it makes another") {
  Node node;
  node.recover(node.files);
  CHECK_FALSE(node.files.look(kubelet_pki + "kubelet.crt"));
  CHECK_FALSE(node.files.look(kubelet_pki + "kubelet.key"));
  Node young;
  const auto kubelet = kubelet_identity(young.files, then + 1h);
  CHECK_FALSE(put_away_serving_pair(kubelet, {{}, "/var/lib/aside"}, young.files, then + 1h));
  CHECK(young.files.look(kubelet_pki + "kubelet.crt"));
}

TEST_CASE("a recovery that is cut off anywhere is ended by the next one") {
  bool crashed = true;
  for (unsigned change = 1; crashed; ++change) {
    INFO("cut off at change " << change);
    REQUIRE(change < 60);
    Node node;
    MortalFiles mortal(node.files, change);
    crashed = crashes([&] { node.recover(mortal); });
    node.recover(node.files);
    CHECK_FALSE(kubelet_identity(node.files, now).fault);
    CHECK_FALSE(node.files.look(kubelet_pki + "kubelet.crt"));
    CHECK_FALSE(node.files.look(kubelet_pki + "kubelet.key"));
    CHECK_FALSE(read_recovery(node.files));
  }
}

TEST_CASE("one that was made since the recovery began is fresh, until it ends again") {
  Node node;
  const auto recovery = begin_recovery(node.files, now);
  CHECK(begin_recovery(node.files, now + 1h).begun == recovery.begun);
  node.plan.begun = recovery.begun;
  CHECK(renew_kubelet(node.plan, node.kubelet(), node.files, now).outcome == Outcome::renewed);
  CHECK(renew_kubelet(node.plan, node.kubelet(), node.files, now + 1h).outcome == Outcome::fresh);
  const auto late = now + 8761h;
  const auto kubelet = kubelet_identity(node.files, late);
  CHECK(renew_kubelet(node.plan, kubelet, node.files, late).outcome == Outcome::renewed);
}

TEST_CASE("notes that say nothing are told of") {
  Node node;
  node.files.write(paths::certs_recovery, "{}", {0600});
  CHECK_THROWS_WITH(read_recovery(node.files), Catch::Contains("does not say when"));
}

TEST_CASE("authorities that cannot sign are named with a way out, before anything changes") {
  Node node;
  const std::vector<std::string> names{"apiserver"};
  CHECK_NOTHROW(require_signers(node.plan, names, node.files, now));
  const auto remedy = [&](Time at) -> std::string {
    try {
      require_signers(node.plan, names, node.files, at);
    } catch (const Error& error) {
      return std::string(error.what()) + " / " + error.remedy;
    }
    return "";
  };
  SECTION("it has ended") {
    const auto said = remedy(now + 100000h);
    CHECK_THAT(said, Catch::Contains("/etc/kubernetes/pki/ca.crt itself is expired"));
    CHECK_THAT(said, Catch::Contains("openssl x509"));
  }
  SECTION("its key is elsewhere") {
    node.files.remove(pki + "ca.key");
    CHECK_THAT(remedy(now), Catch::Contains("generate-csr"));
  }
  SECTION("it is gone") {
    node.files.remove(pki + "ca.crt");
    CHECK_THAT(remedy(now), Catch::Contains("does not exist"));
  }
}

namespace {

constexpr const char* kLeases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/";

/// Nodes and what they last said of themselves.
struct Cluster {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  Client api{http};
  MemoryClock clock{now};

  void node(const std::string& name, bool ready, const Json& labels = Json::object()) {
    http->put(
        "/api/v1/nodes/" + name,
        {{"apiVersion", "v1"},
         {"kind", "Node"},
         {"metadata", {{"name", name}, {"labels", labels}}},
         {"status",
          {{"conditions",
            {{{"type", "Ready"}, {"status", ready ? "True" : "Unknown"}, {"message", "no"}}}}}}});
  }
  void lease(const std::string& name, Time renewed) {
    http->put(kLeases + name,
              {{"apiVersion", "coordination.k8s.io/v1"},
               {"kind", "Lease"},
               {"metadata", {{"name", name}, {"namespace", "kube-node-lease"}}},
               {"spec", {{"renewTime", rfc3339(renewed)}, {"leaseDurationSeconds", 40}}}});
  }
};

}  // namespace

TEST_CASE("a node is ready when it says so and its kubelet has reported since") {
  Cluster cluster;
  cluster.node("w1", true);
  const auto wait = [&] { await_ready("w1", now, cluster.api, cluster.clock); };
  cluster.lease("w1", now - 1h);
  CHECK_THROWS_WITH(wait(), Catch::Contains("has not reported since"));
  cluster.lease("w1", now + 1s);
  wait();
  cluster.node("w1", false);
  CHECK_THROWS_WITH(wait(), Catch::Contains("not ready: no"));
}

TEST_CASE("nodes are silent whose leases stand still, whatever the cluster still thinks of them") {
  Cluster cluster;
  cluster.node("cp2", true, {{"node-role.kubernetes.io/control-plane", ""}});
  cluster.node("w1", true);
  cluster.node("w2", false);
  cluster.lease("cp2", now - 1h);
  cluster.lease("w1", now - 1h);
  const auto silent = silent_nodes(cluster.api, cluster.clock);
  REQUIRE(silent.size() == 3);
  CHECK(silent[0].name == "cp2");
  CHECK(silent[0].control_plane);
  CHECK_FALSE(silent[1].control_plane);
  CHECK(cluster.clock.now() - now >= 20s);
}

TEST_CASE("nobody is silent, and nobody waits, once all have renewed their leases") {
  struct Moving : MemoryClock {
    using MemoryClock::MemoryClock;
    std::function<void()> moved;
    void await(const std::string& what, Millis limit, const Missing& missing) const override {
      moved();
      MemoryClock::await(what, limit, missing);
    }
  };
  Cluster cluster;
  cluster.node("w1", true);
  cluster.lease("w1", now - 1h);
  Moving clock(now);
  clock.moved = [&] { cluster.lease("w1", now); };
  CHECK(silent_nodes(cluster.api, clock).empty());
  CHECK(clock.now() == now);
}
