#include "phases/drain.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

const std::string kNode = "/api/v1/nodes/w1";

Json pod(const std::string& name, const std::string& owner, const std::string& node = "w1") {
  Json made = {{"apiVersion", "v1"},
               {"kind", "Pod"},
               {"metadata", {{"name", name}, {"namespace", "default"}, {"uid", name}}},
               {"spec", {{"nodeName", node}}},
               {"status", {{"phase", "Running"}}}};
  if (!owner.empty())
    made["metadata"]["ownerReferences"] = Json::array({{{"kind", owner}, {"controller", true}}});
  return made;
}

/// An API server whose disruption budgets refuse some evictions before they grant one.
struct Guarded : FakeApi {
  std::map<std::string, int> guarded;  ///< refusals left, by pod
  std::vector<std::string> asked;

  Response send(const Request& request) override {
    const auto path = ApiPath::parse(request.path);
    if (!path || path->subresource != "eviction") return FakeApi::send(request);
    asked.push_back(path->name);
    if (guarded[path->name]-- <= 0) return FakeApi::send(request);
    const Json status = {
        {"kind", "Status"},
        {"reason", "TooManyRequests"},
        {"details",
         {{"causes",
           {{{"reason", "DisruptionBudget"},
             {"message",
              "The disruption budget web needs 2 healthy pods and has 2 currently"}}}}}}};
    return {429, status.dump(), {}};
  }
};

struct Cluster {
  std::shared_ptr<Guarded> http = std::make_shared<Guarded>();
  MemoryClock clock;
  Client api{http};
  DrainPlan plan{"w1", std::chrono::seconds(30)};

  Cluster() {
    http->put(kNode, {{"kind", "Node"}, {"metadata", {{"name", "w1"}}}, {"spec", Json::object()}});
    put(pod("web-1", "ReplicaSet"));
    put(pod("web-2", "ReplicaSet", "w2"));
    put(pod("proxy", "DaemonSet"));
    auto mirror = pod("static", "Node");
    mirror["metadata"]["annotations"]["kubernetes.io/config.mirror"] = "1";
    put(mirror);
    auto done = pod("job", "");
    done["status"]["phase"] = "Succeeded";
    put(done);
  }
  static std::string path(const std::string& name) {
    return "/api/v1/namespaces/default/pods/" + name;
  }
  void put(const Json& made) { http->put(path(made["metadata"]["name"]), made); }
  bool there(const std::string& name) const { return http->object(path(name)).has_value(); }
  void drain() { kcluster::drain(plan, api, clock, {}); }
};

}  // namespace

TEST_CASE("a drained node is closed and empty but for static, DaemonSet and finished pods") {
  Cluster c;
  c.drain();
  CHECK(c.http->object(kNode)->at("spec")["unschedulable"] == true);
  CHECK_FALSE(c.there("web-1"));
  for (const char* stays : {"web-2", "proxy", "static", "job"}) CHECK(c.there(stays));
}

TEST_CASE("draining again evicts nobody") {
  Cluster c;
  c.drain();
  const auto asked = c.http->asked.size();
  c.drain();
  CHECK(c.http->asked.size() == asked);
}

TEST_CASE("a budget is waited for") {
  Cluster c;
  c.http->guarded["web-1"] = 3;
  c.drain();
  CHECK_FALSE(c.there("web-1"));
  CHECK(c.http->asked.size() == 4);
}

TEST_CASE("a budget that gives nothing free is named with its pod at the limit") {
  Cluster c;
  c.http->guarded["web-1"] = 1000;
  CHECK_THROWS_WITH(c.drain(), Catch::Contains("default/web-1: The disruption budget web needs 2"));
  CHECK(c.there("web-1"));
  CHECK(c.http->asked.size() < 20);  // asked at its own pace, not at that of the waiting
}

TEST_CASE("a pod without a controller is lost on demand only") {
  Cluster c;
  c.put(pod("bare", ""));
  CHECK_THROWS_WITH(c.drain(), Catch::Contains("default/bare"));
  CHECK(c.http->asked.empty());
  CHECK_FALSE(c.http->object(kNode)->at("spec").contains("unschedulable"));
  c.plan.unmanaged = DrainPlan::Unmanaged::evicted;
  c.drain();
  CHECK_FALSE(c.there("bare"));
}

TEST_CASE("a pod that is on its way out is not evicted again, only waited for") {
  Cluster c;
  auto leaving = pod("web-1", "ReplicaSet");
  leaving["metadata"]["deletionTimestamp"] = "2026-11-21T14:30:24Z";
  c.put(leaving);
  CHECK_THROWS_WITH(c.drain(), Catch::Contains("on the way out: default/web-1"));
  CHECK(c.http->asked.empty());
}

TEST_CASE("a node that falls silent keeps nobody waiting for its pods") {
  Cluster c;
  auto leaving = pod("web-1", "ReplicaSet");
  leaving["metadata"]["deletionTimestamp"] = "2026-11-21T14:30:24Z";
  c.put(leaving);
  auto node = *c.http->object(kNode);
  node["status"]["conditions"] = Json::array({{{"type", "Ready"}, {"status", "Unknown"}}});
  c.http->put(kNode, node);
  c.drain();
  CHECK(c.there("web-1"));
}

TEST_CASE("an eviction that is refused for another reason is an error, an overload is waited for") {
  Cluster c;
  c.http->scripted = {};
  c.put(pod("web-1", "ReplicaSet"));
  c.http->answer(Cluster::path("web-1") + "/eviction", FakeApi::status(403, "Forbidden", "no"));
  CHECK_THROWS_WITH(c.drain(), Catch::Contains("403"));
}

TEST_CASE("a node can be opened again") {
  Cluster c;
  CHECK(cordon("w1", c.api));
  CHECK_FALSE(cordon("w1", c.api));
  uncordon("w1", c.api);
  CHECK_FALSE(c.http->object(kNode)->at("spec").contains("unschedulable"));
}

}  // namespace kcluster
