#include "phases/etcd_join.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "tests/support/fake_api.h"
#include "tests/support/mortal_files.h"
#include "tests/support/scripted_http.h"
#include "tests/support/spoken_cri.h"

using namespace kcluster;

namespace {

constexpr const char* kPeer = "https://192.168.1.23:2380";
constexpr const char* kClient = "https://192.168.1.23:2379";
constexpr const char* kManifest = "/etc/kubernetes/manifests/etcd.yaml";

Config joined() {
  Config config;
  config.init.node.name = "cka-cp2";
  config.init.local_api.advertise_address = "192.168.1.23";
  config.cluster.kubernetes_version = "v1.36.3";
  config.cluster.control_plane_endpoint = "192.168.1.20:6443";
  return config;
}

struct World {
  MemoryEtcd etcd;
  MemoryFiles files;
  MemoryClock clock;
  EtcdJoinPlan plan = plan_etcd_join(joined(), {});
  std::vector<std::string> told;

  World() { etcd.cluster.joiner = "cka-cp2"; }
  void join_on(Files& on) {
    etcd_join(plan, etcd, on, clock, [this](const Event& event) { told.push_back(event.text); });
  }
  void join() { join_on(files); }
  void promote() {
    MemorySystem system{Machine{}};
    system.machine.active = {"kubelet"};
    const SpokenCri cri;
    etcd_promote(plan, etcd, {files, system, clock, cri, nullptr});
  }
  void has_data() { files.make_dir("/var/lib/etcd/member", 0700); }
  void add(const EtcdMember& member) { etcd.cluster.members.push_back(member); }
  std::vector<EtcdMember> members() { return etcd.members(Etcd::Reading::linearizable); }
  std::string fault() {
    try {
      join();
    } catch (const Error& error) {
      return error.what() + (" try " + error.remedy);
    }
    return "";
  }
};

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a node's etcd becomes a learner, gets its pod, and votes once it is in sync") {
  World world;
  world.join();
  const auto* own = find_by_peer_url(world.members(), kPeer);
  REQUIRE(own);
  CHECK(world.members().size() == 2);
  const auto pod = *world.files.read(kManifest);
  CHECK(says(pod, "--initial-cluster=cka-control=https://192.168.1.20:2380,cka-cp2=" +
                      std::string(kPeer)));
  CHECK(says(pod, "--initial-cluster-state=existing"));
  CHECK(world.files.look("/var/lib/etcd")->mode == 0700);
  world.etcd.cluster.promotions_too_early = 3;
  world.promote();
  CHECK_FALSE(find_by_peer_url(world.members(), kPeer)->learner);
}

TEST_CASE("joining etcd twice changes nothing the second time") {
  World world;
  world.join();
  world.has_data();
  world.promote();
  const auto changes = world.etcd.changes().size(), files = world.files.changes().size();
  world.join();
  world.promote();
  CHECK(world.etcd.changes().size() == changes);
  CHECK(world.files.changes().size() == files);
}

TEST_CASE(
    "a learner that a cut off join left unstarted is replaced, one with data is gone on with") {
  World world;
  world.add({0xb2, "", {kPeer}, {}, true});
  SECTION("it has never run") {
    world.join();
    CHECK(world.etcd.changes().front().kind == EtcdChange::Kind::remove);
    CHECK(says(world.told.front(), "leftover"));
  }
  SECTION("its pod may be starting") {
    world.files.write(kManifest, "", {});
    world.join();
    CHECK(world.etcd.changes().empty());
    CHECK(says(*world.files.read(kManifest), "cka-cp2=" + std::string(kPeer)));
  }
  SECTION("it has just begun") {
    world.has_data();
    world.join();
    CHECK(world.etcd.changes().empty());
  }
  CHECK(world.members().size() == 2);
  CHECK(world.files.look(kManifest));
}

TEST_CASE("a member of this node whose data are gone is removed and joins anew") {
  World world;
  world.add({0xb2, "cka-cp2", {kPeer}, {kClient}, true});
  world.join();
  CHECK(world.members().size() == 2);
  CHECK_FALSE(find_by_id(world.members(), 0xb2));
}

TEST_CASE("another node's join is waited for, then named with the command that ends it") {
  World world;
  world.add({0xc3, "", {"https://192.168.1.24:2380"}, {}, true});
  const auto began = world.clock.now();
  const auto fault = world.fault();
  CHECK(world.clock.now() - began >= std::chrono::minutes(2));
  CHECK(says(fault, "another node is joining"));
  CHECK(says(fault, "https://192.168.1.24:2380"));
  CHECK(says(fault, "kcluster etcd remove-member c3"));
  CHECK_FALSE(world.files.look(kManifest));
}

TEST_CASE("a name that another member has is told at once") {
  World world;
  world.add({0xd4, "cka-cp2", {"https://192.168.1.99:2380"}, {"https://192.168.1.99:2379"}, false});
  const auto began = world.clock.now();
  CHECK(says(world.fault(), "etcd has a member cka-cp2 already, at https://192.168.1.99:2380"));
  CHECK(world.clock.now() == began);
}

TEST_CASE("no member is added while quorum is lost") {
  World world;
  world.add({0xd4, "cka-cp9", {"https://192.168.1.99:2380"}, {"https://192.168.1.99:2379"}, false});
  world.etcd.cluster.silent = {0xd4};
  CHECK(says(world.fault(), "quorum is lost"));
  CHECK(world.etcd.changes().empty());
}

TEST_CASE("a join of etcd cut off at any change leaves one member when it is run again") {
  unsigned cuts = 0;
  for (unsigned last = 1;; ++last) {
    World world;
    MortalFiles mortal(world.files, last);
    try {
      world.join_on(mortal);
      break;
    } catch (const Crash&) {
      ++cuts;
    }
    world.join();
    world.promote();
    CHECK(world.members().size() == 2);
  }
  CHECK(cuts > 0);
}

TEST_CASE("promoting without a member of this node names the phase that is missing") {
  World world;
  CHECK_THROWS_WITH(world.promote(), Catch::Contains("no member with the peer URL"));
}

TEST_CASE("an etcd that does not start is told with what the runtime and the kubelet say") {
  World world;
  world.add({0xb2, "", {kPeer}, {}, true});
  const auto began = world.clock.now();
  try {
    world.promote();
    FAIL("taken for started");
  } catch (const Error& error) {
    CHECK(says(error.what(), "this node's etcd to start"));
    REQUIRE(error.findings.size() == 1);
    CHECK(error.findings[0].name == "etcd");
    CHECK(error.findings[0].what == "has no container");
    CHECK(says(error.remedy, "crictl ps -a"));
  }
  CHECK(world.clock.now() - began >= world.plan.limit);
}

TEST_CASE("external etcd leaves nothing to join") {
  auto config = joined();
  config.cluster.external_etcd.emplace();
  CHECK_FALSE(plan_etcd_join(config, {}).local);
}

TEST_CASE("etcd is found by what the other control planes' pods announce") {
  World world;
  const auto api = std::make_shared<FakeApi>();
  const auto pod = [&](const std::string& name, const std::string& url) {
    api->put("/api/v1/namespaces/kube-system/pods/" + name,
             {{"kind", "Pod"},
              {"metadata",
               {{"name", name},
                {"namespace", "kube-system"},
                {"labels", {{"component", "etcd"}, {"tier", "control-plane"}}},
                {"annotations", {{"kubeadm.kubernetes.io/etcd.advertise-client-urls", url}}}}}});
  };
  const auto began = world.clock.now();
  CHECK_THROWS_WITH(etcd_endpoints(world.plan, Client(api), world.clock),
                    Catch::Contains("shows no etcd of another control plane"));
  CHECK(world.clock.now() - began >= world.plan.limit);
  pod("etcd-cka-control", "https://192.168.1.20:2379");
  pod("etcd-cka-cp2", kClient);
  pod("etcd-odd", "file:///etc/passwd");
  CHECK(etcd_endpoints(world.plan, Client(api), world.clock) ==
        std::vector<std::string>{"https://192.168.1.20:2379"});
  api->scripted = {{200, R"({"items":[]})", {}}};  // its kubelet has not told of it yet
  CHECK(etcd_endpoints(world.plan, Client(api), world.clock).size() == 1);
  CHECK_THROWS_WITH(etcd_access(world.plan, Client(api), world.files, world.clock),
                    Catch::Contains("/etc/kubernetes/pki/etcd/ca.crt"));
}

TEST_CASE("members that cannot be reached are named port by port, before anything is changed") {
  World world;
  const Dial closed = [](const Endpoint& peer) -> std::shared_ptr<Http> {
    if (peer.url.ends_with(":2380"))
      return std::make_shared<ScriptedHttp>(std::vector{ScriptedHttp::silent()});
    return std::make_shared<ScriptedHttp>(std::vector{ScriptedHttp::says(200, "{}")});
  };
  try {
    check_etcd(world.plan, world.etcd, closed);
    FAIL("taken for reachable");
  } catch (const Error& error) {
    REQUIRE(error.findings.size() == 1);
    CHECK(says(error.findings[0].what, "etcd of cka-control cannot be reached"));
    CHECK(says(error.findings[0].remedy, "https://192.168.1.20:2380"));
  }
  const Dial tls = [](const Endpoint&) -> std::shared_ptr<Http> {
    return std::make_shared<ScriptedHttp>(std::vector<ScriptedHttp::Line>{
        [](const Request&) -> Response { throw Error("our certificate is not accepted"); }});
  };
  CHECK_NOTHROW(check_etcd(world.plan, world.etcd, tls));
}
