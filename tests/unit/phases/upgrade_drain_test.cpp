#include "phases/upgrade_drain.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "cri/memory_cri.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "kubernetes/paths.h"
#include "phases/drain.h"
#include "tests/support/fake_api.h"
#include "tests/support/mortal_ports.h"

namespace kcluster {
namespace {

const std::string kNode = "/api/v1/nodes/w1";
const std::string kPod = "/api/v1/namespaces/default/pods/web";
const Path kNote = Path(paths::upgrade) / "drain.json";
constexpr const char* kOld = "v1.35.4";
constexpr const char* kNew = "v1.36.3";

/// A worker with one pod; a restart of its kubelet runs the new one.
struct World {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  MemoryFiles files;
  MemorySystem system;
  MemoryClock clock;
  std::vector<std::string> warnings;
  UpgradeDrainPlan plan;

  World() {
    system.machine.unit_files = {{"kubelet", "enabled"}};
    plan.drain.node = "w1";
    plan.version = plan.installed = kNew;
    plan.kubeconfig = "/etc/kubernetes/admin.conf";
    kubelet_is(kOld, "True");
    http->put(kPod, {{"apiVersion", "v1"},
                     {"kind", "Pod"},
                     {"metadata",
                      {{"name", "web"},
                       {"namespace", "default"},
                       {"uid", "1"},
                       {"ownerReferences", {{{"kind", "ReplicaSet"}, {"controller", true}}}}}},
                     {"spec", {{"nodeName", "w1"}}},
                     {"status", {{"phase", "Running"}}}});
  }
  void kubelet_is(const std::string& version, const std::string& ready) {
    auto node = http->object(kNode).value_or(
        Json{{"kind", "Node"}, {"metadata", {{"name", "w1"}}}, {"spec", Json::object()}});
    node["status"] = {
        {"nodeInfo", {{"kubeletVersion", version}}},
        {"conditions", {{{"type", "Ready"}, {"status", ready}, {"message", "no network"}}}}};
    http->put(kNode, node);
  }
  bool cordoned() const { return http->object(kNode)->at("spec").value("unschedulable", false); }
  Tell tell() {
    return [this](const Event& event) {
      if (event.kind == Event::Kind::warning) warnings.push_back(event.text);
    };
  }
  void drain(Files& with, std::shared_ptr<Http> over) {
    Client api(over);
    drain_for_upgrade(plan, with, api, clock, tell());
  }
  void come_back(Files& with, System& on, std::shared_ptr<Http> over) {
    on.unit("kubelet.service", UnitAction::restart);
    kubelet_is(kNew, "True");
    Client api(over);
    await_upgraded_node(plan, api, clock);
    end_drain(plan, with, api, tell());
  }
};

}  // namespace

TEST_CASE("a node is drained, and uncordoned when its new kubelet is ready") {
  World w;
  w.drain(w.files, w.http);
  CHECK(w.cordoned());
  CHECK_FALSE(w.http->object(kPod));
  CHECK(read_drained(w.files)->ours);
  w.come_back(w.files, w.system, w.http);
  CHECK_FALSE(w.cordoned());
  CHECK_FALSE(w.files.look(kNote));
}

TEST_CASE("a node that its user had cordoned stays so, which is told") {
  World w;
  Client api(w.http);
  cordon("w1", api);
  w.drain(w.files, w.http);
  w.come_back(w.files, w.system, w.http);
  CHECK(w.cordoned());
  REQUIRE(w.warnings.size() == 1);
  CHECK_THAT(w.warnings.front(), Catch::Contains("stays cordoned"));
  CHECK_FALSE(w.files.look(kNote));
}

TEST_CASE("killed at any change, a second run uncordons what the first has cordoned") {
  for (const auto tear : {Tear::before, Tear::half, Tear::after})
    for (unsigned last = 1;; ++last) {
      World w;
      const auto life = std::make_shared<Life>(last, tear);
      MortalFiles files(w.files, life);
      MortalSystem system(w.system, life);
      const auto http = std::make_shared<MortalHttp>(w.http, life);
      if (!crashes([&] {
            w.drain(files, http);
            w.come_back(files, system, http);
          }))
        break;
      INFO("change " << last << ", tear " << static_cast<int>(tear));
      w.drain(w.files, w.http);
      w.come_back(w.files, w.system, w.http);
      CHECK_FALSE(w.cordoned());
      CHECK_FALSE(w.http->object(kPod));
      CHECK_FALSE(w.files.look(kNote));
    }
}

TEST_CASE("the drained node's kubelet is started anew, with units read again") {
  World w;
  const Dial dial = [&](const Endpoint&) { return w.http; };
  const MemoryCri cri;
  w.files.write(paths::kubelet_config, "healthzBindAddress: 127.0.0.1\nhealthzPort: 10248\n",
                {0644});
  w.http->answer("/healthz", {200, "ok", {}});
  restart_drained_kubelet(w.plan, w.system, {w.files, w.system, w.clock, cri, dial});
  REQUIRE(w.system.changes().size() == 2);
  CHECK(w.system.changes()[0].action == UnitAction::refresh);
  CHECK(w.system.changes()[1].action == UnitAction::restart);
}

TEST_CASE("a node is not back before its kubelet is the installed one, and ready") {
  World w;
  const Client api(w.http);
  CHECK_THROWS_WITH(await_upgraded_node(w.plan, api, w.clock),
                    Catch::Contains("its kubelet is still v1.35.4"));
  w.kubelet_is(kNew, "False");
  CHECK_THROWS_WITH(await_upgraded_node(w.plan, api, w.clock), Catch::Contains("no network"));
  w.kubelet_is(kNew, "True");
  await_upgraded_node(w.plan, api, w.clock);
}

TEST_CASE("a kubelet that may not evict asks for an administrator, who is told as he is refused") {
  World w;
  w.plan.kubeconfig.clear();
  w.http->scripted = {FakeApi::status(403, "Forbidden", "nodes is forbidden")};
  CHECK_THROWS_WITH(w.drain(w.files, w.http),
                    Catch::Contains("the kubelet's own credentials do not suffice to drain w1"));
  w.plan.kubeconfig = "/root/admin.conf";
  w.http->scripted = {FakeApi::status(403, "Forbidden", "nodes is forbidden")};
  CHECK_THROWS_WITH(w.drain(w.files, w.http), !Catch::Contains("the kubelet's own"));
}

TEST_CASE("of a node that cannot be drained nothing is noted") {
  World w;
  auto pod = *w.http->object(kPod);
  pod["metadata"].erase("ownerReferences");
  w.http->put(kPod, pod);
  CHECK_THROWS_WITH(w.drain(w.files, w.http), Catch::Contains("default/web"));
  CHECK_FALSE(w.files.look(kNote));
  CHECK_FALSE(w.cordoned());
}

TEST_CASE("a note that cannot be read is no word about the cordon") {
  World w;
  w.files.make_dir(paths::state, 0700);
  w.files.make_dir(paths::upgrade, 0700);
  w.files.write(kNote, "{}", {0600});
  CHECK_THROWS_WITH(read_drained(w.files), Catch::Contains("drain.json"));
}

}  // namespace kcluster
