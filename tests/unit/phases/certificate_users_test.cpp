#include "phases/certificate_users.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "base/error.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "phases/certs.h"
#include "phases/renew_certs.h"
#include "tests/support/spoken_cri.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

const std::string pki = "/etc/kubernetes/pki/";

Config settled() {
  Config config;
  config.init.node.name = "node1";
  config.init.local_api.advertise_address = "192.168.1.20";
  config.cluster.encryption_algorithm = "ECDSA-P256";
  return config;
}

/// A runtime whose kubelet starts anew what is stopped, when it is asked the next time.
struct Kubelet : SpokenCri {
  mutable std::vector<Container> all;
  std::vector<std::string> stopped;
  bool dead = false;
  mutable std::string starting;  ///< one that is made, and runs from the second look on

  void run(const std::string& name, std::int64_t created) const {
    Container one;
    one.id = name + std::to_string(all.size());
    one.name = name;
    one.pod_namespace = "kube-system";
    one.state = Container::State::running;
    one.created = created;
    all.push_back(one);
  }
  std::vector<Container> containers() const override {
    const auto seen = all;
    if (!starting.empty()) run(std::exchange(starting, ""), -1);
    return seen;
  }
  void stop(const std::string& id, unsigned grace) override {
    for (auto& one : all)
      if (one.id == id) {
        one.state = Container::State::exited;
        stopped.push_back(one.name + " " + std::to_string(grace));
        const auto name = one.name;
        if (!dead) return run(name, std::numeric_limits<std::int64_t>::max());
        return;
      }
  }
};

/// Who was asked, by whom it was trusted; answers as long as it is well.
struct Peers {
  std::vector<Endpoint> dialled;
  int status = 200;
  std::string refuses;  ///< URL whose certificate is another
  std::string members;  ///< what etcd tells its peers of
};
struct Peer : Http {
  Peers& all;
  std::string url;
  Peer(Peers& peers, std::string mine) : all(peers), url(std::move(mine)) {}
  Response get(const std::string& path) const override {
    if (path == "/members") return {all.status, all.members, {}};
    if (url == all.refuses) throw Error(url + " shows a certificate that is not trusted");
    return {all.status, "", {}};
  }
  Response send(const Request&) override { return {405, "", {}}; }
};

struct Node {
  RenewalPlan plan = plan_renewal(settled().cluster);
  MemoryFiles files;
  MemorySystem system{Machine{}};
  MemoryClock clock;
  Kubelet cri;
  Peers peers;
  std::shared_ptr<MemoryEtcd> etcd = std::make_shared<MemoryEtcd>();
  std::vector<Event> told;
  Tell tell = [this](const Event& event) { told.push_back(event); };
  Dial dial = [this](const Endpoint& to) -> std::shared_ptr<Http> {
    peers.dialled.push_back(to);
    return std::make_shared<Peer>(peers, to.url);
  };

  Node() {
    const auto certificates = plan_certificates(settled());
    for (const auto& row : certificates.rows)
      certificate(certificates, row.name, files, clock.now());
    manifest(
        "etcd",
        {"--cert-file=" + pki + "etcd/server.crt", "--key-file=" + pki + "etcd/server.key",
         "--peer-cert-file=" + pki + "etcd/peer.crt", "--peer-key-file=" + pki + "etcd/peer.key",
         "--listen-client-urls=https://127.0.0.1:2379,https://192.168.1.20:2379",
         "--listen-peer-urls=https://192.168.1.20:2380"});
    manifest("kube-apiserver",
             {"--advertise-address=192.168.1.20", "--tls-cert-file=" + pki + "apiserver.crt",
              "--tls-private-key-file=" + pki + "apiserver.key",
              "--etcd-certfile=" + pki + "apiserver-etcd-client.crt"});
    manifest("kube-controller-manager", {"--kubeconfig=/etc/kubernetes/controller-manager.conf",
                                         "--client-ca-file=" + pki + "ca.crt"});
    manifest("kube-scheduler", {"--kubeconfig=/etc/kubernetes/scheduler.conf"});
    for (const auto* name : {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"})
      cri.run(name, -1);  // before its files, which have no time in memory
  }
  void manifest(const std::string& name, const Names& flags) {
    Json command{name};
    for (const auto& flag : flags) command.push_back(flag);
    const Json pod{{"spec", {{"containers", {{{"name", name}, {"command", command}}}}}}};
    files.write("/etc/kubernetes/manifests/" + name + ".yaml", pod.dump(), {});
  }
  Names users(const Names& names) const {
    Names found;
    for (const auto& user : certificate_users(plan, names, files)) found.push_back(user.component);
    return found;
  }
  bool restart(const std::string& certificate) {
    const Names names{certificate};
    const auto user = certificate_users(plan, names, files).at(0);
    const WaitEyes eyes{files, system, clock, cri, dial};
    return restart_user(user, {eyes, cri, [this] { return etcd; }, tell});
  }
  Leader restart_etcd() {
    const Names names{"etcd-server", "etcd-peer"};
    const auto user = certificate_users(plan, names, files).at(0);
    const WaitEyes eyes{files, system, clock, cri, dial};
    return restart_member(user, {eyes, cri, [this] { return etcd; }, tell});
  }
  void another_member() {
    auto& members = etcd->cluster.members;
    auto other = members.back();
    other.id += 1;
    const auto number = std::to_string(members.size());
    other.name = "node" + number;
    other.client_urls = {"https://192.168.1.2" + number + ":2379"};
    other.peer_urls = {"https://192.168.1.2" + number + ":2380"};
    members.push_back(other);
  }
  /// Two others, one of which does not answer: the one here is needed.
  void others_with_one_down() {
    another_member();
    another_member();
    etcd->cluster.silent = {etcd->cluster.members.back().id};
  }
  bool warned_of(const std::string& words) const {
    return std::any_of(told.begin(), told.end(), [&](const Event& event) {
      return event.kind == Event::Kind::warning && event.text.find(words) != std::string::npos;
    });
  }
  std::string pem(const std::string& file) const { return files.read(pki + file).value(); }
};

}  // namespace

TEST_CASE("those use a certificate whose manifests name it, in the order of who needs whom") {
  Node node;
  CHECK(node.users({"scheduler.conf", "apiserver", "etcd-peer", "controller-manager.conf"}) ==
        Names{"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"});
  CHECK(node.users({"apiserver-etcd-client"}) == Names{"kube-apiserver"});
  CHECK(node.users({"admin.conf", "super-admin.conf", "etcd-healthcheck-client"}).empty());
  CHECK(node.users({"front-proxy-client"}).empty());
  node.files.remove("/etc/kubernetes/manifests/etcd.yaml");
  CHECK(node.users({"etcd-server"}).empty());
}

TEST_CASE("a component restarts alone, and is seen to serve the certificate on disk") {
  Node node;
  SECTION("the API server") {
    CHECK(node.restart("apiserver"));
    CHECK(node.cri.stopped == Names{"kube-apiserver 5"});
    REQUIRE(node.peers.dialled.size() == 1);
    CHECK(node.peers.dialled[0].url == "https://192.168.1.20:6443");
    CHECK(node.peers.dialled[0].authorities == node.pem("apiserver.crt"));
  }
  SECTION("etcd, at both its doors") {
    CHECK(node.restart("etcd-server"));
    CHECK(node.cri.stopped == Names{"etcd 10"});
    REQUIRE(node.peers.dialled.size() == 2);
    CHECK(node.peers.dialled[0].url == "https://127.0.0.1:2379");
    CHECK(node.peers.dialled[0].authorities == node.pem("etcd/server.crt"));
    CHECK(node.peers.dialled[1].url == "https://192.168.1.20:2380");
    CHECK(node.peers.dialled[1].authorities == node.pem("etcd/peer.crt"));
    CHECK(node.peers.dialled[1].client_key->reveal() == node.pem("etcd/peer.key"));
  }
}

TEST_CASE("an API server that is not alone is given time to end its requests") {
  Node node;
  node.another_member();
  CHECK(node.restart("apiserver"));
  CHECK(node.cri.stopped == Names{"kube-apiserver 30"});
}

TEST_CASE("what is younger than its certificate is not stopped again") {
  Node node;
  CHECK(node.restart("apiserver"));
  CHECK_FALSE(node.restart("apiserver"));
  CHECK(node.cri.stopped.size() == 1);
}

TEST_CASE("one that was being started as its certificate changed is started anew") {
  Node node;
  node.cri.dead = true;
  CHECK_THROWS(node.restart("apiserver"));
  node.cri.dead = false;
  node.cri.starting = "kube-apiserver";
  CHECK(node.restart("apiserver"));
  CHECK(node.cri.stopped == Names{"kube-apiserver 5", "kube-apiserver 5"});
}

TEST_CASE("another certificate that is served is waited out, then an error") {
  Node node;
  node.peers.refuses = "https://192.168.1.20:6443";
  CHECK_THROWS_WITH(node.restart("apiserver"), Catch::Contains("kube-apiserver"));
}

TEST_CASE("a kubelet that starts nothing is told of") {
  Node node;
  node.cri.dead = true;
  CHECK_THROWS_WITH(node.restart("scheduler.conf"),
                    Catch::Contains("the kubelet has not started it again"));
}

TEST_CASE("a member of etcd whose stop would cost the quorum is left alone") {
  Node node;
  node.others_with_one_down();
  CHECK_THROWS_WITH(node.restart("etcd-peer"), Catch::Contains("cannot restart now"));
  CHECK(node.cri.stopped.empty());
}

TEST_CASE("one of a pair restarts all the same, and it is told that etcd pauses") {
  Node node;
  node.another_member();
  CHECK(node.restart("etcd-peer"));
  CHECK(node.warned_of("stands still"));
}

TEST_CASE("where certificates have ended, a member restarts whoever does not answer") {
  Node node;
  node.others_with_one_down();
  CHECK(node.restart_etcd() == Leader::known);
  CHECK(node.warned_of("stands still"));
}

TEST_CASE("a member that is alone among several is not waited for in vain") {
  Node node;
  CHECK(node.restart_etcd() == Leader::known);
  Node first;
  first.another_member();
  const bool serves = GENERATE(true, false);  // etcd as it starts without the others does not
  const auto& members = first.etcd->cluster.members;
  first.peers.members = R"([{"id":1},{"id":2}])";
  first.etcd->cluster.leader = 0;
  first.etcd->cluster.silent = {members.back().id};
  if (!serves) first.etcd->cluster.silent.insert(members.front().id);
  for (auto& one : first.cri.all) one.created = std::numeric_limits<std::int64_t>::max();
  const auto begun = first.clock.now();
  CHECK(first.restart_etcd() == Leader::wanting);
  CHECK(first.clock.now() - begun < 30s);
}

TEST_CASE("one member without a leader is an error all the same") {
  Node node;
  node.etcd->cluster.leader = 0;
  CHECK_THROWS_WITH(node.restart_etcd(), Catch::Contains("no leader"));
}

TEST_CASE("what is only stopped is not waited for") {
  Node node;
  node.cri.dead = true;
  const Names names{"scheduler.conf"};
  const auto user = certificate_users(node.plan, names, node.files).at(0);
  const WaitEyes eyes{node.files, node.system, node.clock, node.cri, node.dial};
  const RestartHands hands{eyes, node.cri, [&] { return node.etcd; }, node.tell};
  CHECK(stop_user(user, hands));
  CHECK_FALSE(stop_user(user, hands));
  CHECK(node.cri.stopped == Names{"kube-scheduler 5"});
}
