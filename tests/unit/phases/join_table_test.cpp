#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "kube/kubeconfig.h"
#include "phases/join.h"
#include "plan/settle_join.h"
#include "tests/support/joinable.h"
#include "tests/support/spoken_cri.h"
#include "workflow/steps.h"

using namespace kcluster;

namespace {

/// A machine in memory that joins a cluster in memory; its kubelet registers when it is started.
struct World {
  Joinable cluster;
  MemoryFiles files;
  MemorySystem system;
  Report report;
  std::shared_ptr<SpokenCri> cri = std::make_shared<SpokenCri>();
  std::vector<std::string> told;
  Ports ports{files,
              system,
              cluster.clock,
              report,
              [this](const Endpoint&) {
                if (system.active("kubelet")) register_node();
                return cluster.api;
              },
              [this](const std::string&) { return cri; },
              [](const std::string&) { return std::nullopt; },
              [this](const Event& event) {
                if (event.kind == Event::Kind::began) told.push_back(event.subject);
              }};
  JoinPlan plan;

  World() {
    system.machine.unit_files["kubelet"] = "enabled";
    cluster.api->answer("/healthz", {200, "ok", {}});
    JoinConfiguration wanted;
    wanted.node.name = "w1";
    wanted.node.cri_socket = "unix:///run/containerd/containerd.sock";
    wanted = settle_join(wanted, {});
    SeenCluster seen;
    seen.kubelet = {{"kind", "KubeletConfiguration"}};
    seen.server = cluster.server;
    seen.authorities = cluster.authority.pem();
    Surroundings around;
    around.hostname = "w1";
    plan = plan_join(wanted, {}, seen, {cluster.server, cluster.authority.pem(), "", {}, {}},
                     around, Beginning::fresh);
  }
  void register_node() {
    cluster.api->put("/api/v1/nodes/w1", {{"kind", "Node"}, {"metadata", {{"name", "w1"}}}});
  }
  void run() {
    const Selection selection{"", {"preflight"}};
    run_steps(due_steps<JoinPlan>(join_table(), plan, ports, selection), ports.tell, {});
  }
};

}  // namespace

TEST_CASE("a worker gets its certificate before its kubelet first starts") {
  World world;
  world.run();
  CHECK(world.told == std::vector<std::string>{"kubelet-bootstrap", "kubelet-start",
                                               "kubelet-wait-bootstrap", "pod-network"});
  CHECK(world.files.read("/var/lib/kubelet/config.yaml")->find("containerRuntimeEndpoint") !=
        std::string::npos);
  CHECK(world.files.look("/etc/kubernetes/kubelet.conf"));
  CHECK(world.system.active("kubelet"));
}

TEST_CASE("a worker's join run twice changes nothing the second time") {
  World world;
  world.run();
  const auto files = world.files.changes().size();
  const auto units = world.system.changes().size();
  const auto sent = world.cluster.api->sent().size();
  world.run();
  CHECK(world.files.changes().size() == files);
  CHECK(world.system.changes().size() == units);
  CHECK(world.cluster.api->sent().size() == sent);
}

TEST_CASE("the bootstrap token never reaches the worker's files") {
  World world;
  world.plan.access.token = std::make_shared<const Secret>("abcdef.0123456789abcdef");
  world.run();
  for (const auto& change : world.files.changes())
    CHECK(change.after.find("0123456789abcdef") == std::string::npos);
}
