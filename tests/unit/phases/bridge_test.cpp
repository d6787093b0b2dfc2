#include "phases/bridge.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "manifest/keeper.h"
#include "tests/support/fake_api.h"
#include "tests/support/mortal_files.h"

namespace kcluster {
namespace {

constexpr const char* kConflist = "/etc/cni/net.d/10-kcluster.conflist";
constexpr const char* kTimer = "/etc/systemd/system/kcluster-pod-network.timer";
constexpr const char* kService = "/etc/systemd/system/kcluster-pod-network.service";

Machine machine() {
  Machine made;  // node-1, eth0 192.168.1.20/24
  made.unit_files["kubelet"] = "enabled";
  return made;
}

PodRoute route(const char* pods, const char* via) { return {*parse_cidr(pods), *parse_ip(via)}; }

/// A cluster of two nodes that the first of them looks at.
struct Bridge {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  MemoryClock clock;
  MemoryFiles files;
  MemorySystem system{machine()};
  Client api{http, {&clock, Seconds(60)}};
  BridgePlan plan{"n1", "/usr/bin/kcluster"};
  std::vector<Event> events;
  Tell tell = [this](const Event& event) { events.push_back(event); };

  Bridge() {
    files.write("/proc/net/route",
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"
                "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\n"
                "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n",
                {0444});
    node("n1", {"10.244.0.0/24"}, "192.168.1.20", "2026-01-01T00:00:00Z");
    node("n2", {"10.244.1.0/24"}, "192.168.1.21", "2026-01-01T00:01:00Z");
    share_bridge("10.244.0.0/16", api);
  }
  void node(const std::string& name, const Json& ranges, const char* ip, const char* made) {
    http->put("/api/v1/nodes/" + name,
              {{"apiVersion", "v1"},
               {"kind", "Node"},
               {"metadata", {{"name", name}, {"creationTimestamp", made}}},
               {"spec", {{"podCIDRs", ranges}}},
               {"status", {{"addresses", {{{"type", "InternalIP"}, {"address", ip}}}}}}});
  }
  BridgeWork sync() { return sync_bridge(plan, api, files, system, clock, tell); }
  void whole() { bridge_network(plan, api, files, system, clock, tell); }
  std::size_t warnings() const {
    return static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(),
                      [](const Event& event) { return event.kind == Event::Kind::warning; }));
  }
};

}  // namespace

TEST_CASE("the cluster says that its pods are bridged, to nodes and to those who join") {
  Bridge b;
  CHECK(bridge_wanted(b.api));
  CHECK(*bridge_ranges(b.api) == std::vector<Cidr>{*parse_cidr("10.244.0.0/16")});
  const auto binding = *b.http->object(
      "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings/"
      "kcluster:pod-network");
  CHECK(binding["subjects"].size() == 2);
  const auto role =
      *b.http->object("/apis/rbac.authorization.k8s.io/v1/clusterroles/kcluster:pod-network");
  CHECK(role["rules"] ==
        Json::parse(R"([{"apiGroups": [""], "resources": ["nodes"], "verbs": ["list"]}])"));
  const auto before = b.http->changes().size();
  share_bridge("10.244.0.0/16", b.api);
  CHECK(b.http->changes().size() == before);
}

TEST_CASE("without that word a cluster is not bridged, and nothing is done to the node") {
  Bridge b;
  b.api.remove("/api/v1/namespaces/kube-system/configmaps/kcluster-pod-network");
  CHECK_FALSE(bridge_wanted(b.api));
  CHECK_THROWS_WITH(b.sync(), Catch::Contains("no bridge network"));
  CHECK_FALSE(b.files.look(kConflist));
  CHECK(b.system.changes().empty());
}

TEST_CASE("a word that holds no ranges is an error") {
  Bridge b;
  share_bridge("everything", b.api);
  CHECK_THROWS_WITH(bridge_wanted(b.api), Catch::Contains("everything"));
}

TEST_CASE("a node gets its CNI configuration, its routes and its timer; a second run nothing") {
  Bridge b;
  b.whole();
  const auto config = Json::parse(*b.files.read(kConflist));
  const auto& bridge = config["plugins"][0];
  CHECK(bridge["ipMasq"] == false);
  CHECK(bridge["hairpinMode"] == true);
  CHECK(bridge["ipam"]["ranges"] == Json::parse(R"([[{"subnet": "10.244.0.0/24"}]])"));
  CHECK(b.system.pod_routes() == std::vector<PodRoute>{route("10.244.1.0/24", "192.168.1.21")});
  REQUIRE(b.system.masquerades().size() == 1);
  CHECK(*b.files.read(kService) == keeper_service("/usr/bin/kcluster"));
  CHECK(b.system.active("kcluster-pod-network.timer"));
  CHECK(b.system.unit_file_state("kcluster-pod-network.timer") == "enabled");
  const auto files = b.files.changes().size(), rest = b.system.changes().size();
  b.whole();
  CHECK(b.files.changes().size() == files);
  CHECK(b.system.changes().size() == rest);
}

TEST_CASE("routes follow the nodes that join and leave") {
  Bridge b;
  b.sync();
  b.node("n3", {"10.244.2.0/24"}, "192.168.1.22", "2026-01-01T00:02:00Z");
  b.sync();
  CHECK(b.system.pod_routes().size() == 2);
  b.api.remove("/api/v1/nodes/n2");
  const auto work = b.sync();
  CHECK(b.system.pod_routes() == std::vector<PodRoute>{route("10.244.2.0/24", "192.168.1.22")});
  CHECK(work.remove.size() == 1);
}

TEST_CASE("a node elsewhere is warned of, and the way to the others is there") {
  Bridge b;
  b.node("n3", {"10.244.2.0/24"}, "198.51.100.7", "2026-01-01T00:02:00Z");
  const auto work = b.sync();
  CHECK(work.findings.size() == 1);
  CHECK(b.warnings() == 1);
  CHECK(b.system.pod_routes().size() == 1);
}

TEST_CASE("of two nodes with one range the older has it, whatever their names") {
  Bridge b;
  b.node("a0", {"10.244.1.0/24"}, "192.168.1.66", "2026-02-01T00:00:00Z");
  const auto work = b.sync();
  REQUIRE(work.findings.size() == 1);
  CHECK(work.findings[0].name == "node a0");
  CHECK(b.system.pod_routes() == std::vector<PodRoute>{route("10.244.1.0/24", "192.168.1.21")});
}

TEST_CASE("nodes that are no nodes are passed over") {
  Bridge b;
  b.http->put("/api/v1/nodes/odd", {{"apiVersion", "v1"},
                                    {"kind", "Node"},
                                    {"metadata", {{"name", "odd"}, {"creationTimestamp", 7}}},
                                    {"spec", {{"podCIDRs", {1, "x", {{"a", "b"}}}}}},
                                    {"status", {{"addresses", "none"}}}});
  CHECK(b.sync().findings.empty());
  CHECK(b.system.pod_routes().size() == 1);
}

TEST_CASE("a node without a range is waited for, then named with the reason") {
  Bridge b;
  b.node("n1", Json::array(), "192.168.1.20", "2026-01-01T00:00:00Z");
  CHECK_THROWS_WITH(b.sync(), Catch::Contains("n1") && Catch::Contains("has not assigned one"));
  b.plan.limit = Seconds(0);
  CHECK_THROWS_WITH(b.sync(), Catch::Contains("has no range of pod addresses yet"));
  CHECK_FALSE(b.files.look(kConflist));
}

TEST_CASE("where systemd drives no kubelet the files are written and a warning is told") {
  Bridge b;
  b.system.machine.unit_files.clear();
  b.whole();
  CHECK(b.warnings() == 1);
  CHECK(b.files.look(kTimer));
  CHECK_FALSE(b.system.active("kcluster-pod-network.timer"));
}

TEST_CASE("a kcluster that moved is found again by its service") {
  Bridge b;
  b.whole();
  b.plan.program = "/opt/new kcluster/100%";
  b.whole();
  CHECK(b.files.read(kService)->find("ExecStart=\"/opt/new kcluster/100%%\" pod-network sync") !=
        std::string::npos);
  CHECK(b.system.changes().back().action == UnitAction::reload);
}

TEST_CASE("what was laid down is taken away, and nothing else") {
  Bridge b;
  b.files.write("/etc/cni/net.d/99-other.conf", "{}", {0644});
  b.whole();
  remove_bridge(b.files, b.system, b.tell);
  for (const auto* path : {kConflist, kTimer, kService}) CHECK_FALSE(b.files.look(path));
  CHECK(b.files.look("/etc/cni/net.d/99-other.conf"));
  CHECK(b.system.pod_routes().empty());
  CHECK(b.system.masquerades().empty());
  CHECK_FALSE(b.system.active("kcluster-pod-network.timer"));
  const auto files = b.files.changes().size(), rest = b.system.changes().size();
  remove_bridge(b.files, b.system, b.tell);
  CHECK(b.files.changes().size() == files);
  CHECK(b.system.changes().size() == rest);
}

TEST_CASE("what came of it is shown with every route's node") {
  Bridge b;
  b.node("n3", {"10.244.2.0/24"}, "198.51.100.7", "2026-01-01T00:02:00Z");
  const auto result = bridge_result(b.plan, b.sync());
  CHECK(result.value["node"] == "n1");
  CHECK(result.value["routes"] ==
        Json::parse(R"([{"node": "n2", "pods": "10.244.1.0/24", "via": "192.168.1.21"}])"));
  CHECK(result.value["warnings"].size() == 1);
  CHECK(result.words.find("pods of n2, via 192.168.1.21\n") != std::string::npos);
}

TEST_CASE("killed at any write and run again, the node ends the same") {
  for (unsigned last = 1; last <= 3; ++last) {
    Bridge b;
    MortalFiles mortal(b.files, last);
    try {
      bridge_network(b.plan, b.api, mortal, b.system, b.clock, b.tell);
      FAIL("it lived");
    } catch (const Crash&) {
    }
    b.whole();
    CHECK(b.files.look(kConflist));
    CHECK(b.system.active("kcluster-pod-network.timer"));
    CHECK(b.system.unit_file_state("kcluster-pod-network.timer") == "enabled");
    CHECK(b.system.pod_routes().size() == 1);
  }
}

}  // namespace kcluster
