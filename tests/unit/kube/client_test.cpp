#include "kube/client.h"

#include <catch2/catch.hpp>

#include "host/memory_clock.h"
#include "kube/objects.h"
#include "kube/refusal.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

const std::string path = "/api/v1/namespaces/kube-system/configmaps/a";
Json map_a(const std::string& value) { return config_map("kube-system", "a", {{"key", value}}); }

struct Fixture {
  std::shared_ptr<FakeApi> api = std::make_shared<FakeApi>();
  MemoryClock clock;
  Client client{api};
  Client patient{api, {&clock, Seconds(60)}};
};

}  // namespace

TEST_CASE("create_or_update creates, replaces what differs, and sends nothing when all is said") {
  Fixture f;
  CHECK(f.client.create_or_update(map_a("1")));
  CHECK(f.client.create_or_update(map_a("2")));
  CHECK(f.api->object(path)->at("data")["key"] == "2");
  CHECK_FALSE(f.client.create_or_update(map_a("2")));
  CHECK(f.api->changes() ==
        std::vector<std::string>{"POST /api/v1/namespaces/kube-system/configmaps", "PUT " + path});
}

TEST_CASE("an object is put back as it is, again after a conflict, and not made when it is gone") {
  Fixture f;
  f.client.create_or_update(map_a("1"));
  const auto live = f.api->object(path)->dump();
  CHECK(f.client.rewrite(path));
  CHECK(f.api->sent().back().request.body == live);
  const auto sent = f.api->sent().size();
  f.api->scripted = {{200, live, {}}, FakeApi::status(409, "Conflict", "changed")};
  CHECK(f.client.rewrite(path));
  CHECK(f.api->sent().size() == sent + 1);
  f.client.remove(path);
  CHECK_FALSE(f.client.rewrite(path));
}

TEST_CASE("create_or_keep leaves what is there") {
  Fixture f;
  CHECK(f.client.create_or_keep(map_a("1")));
  CHECK_FALSE(f.client.create_or_keep(map_a("2")));
  CHECK(f.api->object(path)->at("data")["key"] == "1");
}

TEST_CASE("a service whose address is taken by itself is updated, by another it is refused") {
  Fixture f;
  const Json service = {{"apiVersion", "v1"},
                        {"kind", "Service"},
                        {"metadata", {{"name", "kube-dns"}, {"namespace", "kube-system"}}},
                        {"spec", {{"clusterIP", "10.96.0.10"}}}};
  f.api->scripted = {FakeApi::status(422, "Invalid", "provided IP is already allocated")};
  CHECK_THROWS_WITH(f.client.create_or_update(service), Catch::Contains("already allocated"));
  f.client.create_or_update(service);
  f.api->scripted = {FakeApi::status(422, "Invalid", "provided IP is already allocated")};
  CHECK_FALSE(f.client.create_or_update(service));
}

TEST_CASE("a change goes back under the version it was read at, again after a conflict") {
  Fixture f;
  f.client.create_or_update(map_a("1"));
  int rounds = 0;
  CHECK(f.client.change(path, [&](Json& live) {
    if (++rounds == 1) f.api->put(path, map_a("3"));
    live["data"]["more"] = "x";
  }));
  CHECK(rounds == 2);
  CHECK(f.api->object(path)->at("data") == Json{{"key", "3"}, {"more", "x"}});
  CHECK_FALSE(f.client.change(path, [](Json&) {}));
  CHECK_THROWS_AS(f.client.change(path + "b", [](Json&) {}), Refusal);
}

TEST_CASE("an object that never stops changing is given up as silence") {
  Fixture f;
  f.client.create_or_update(map_a("1"));
  int version = 100;
  CHECK_THROWS_AS(f.client.change(path,
                                  [&](Json& live) {
                                    f.api->put(path, map_a(std::to_string(++version)));
                                    live["data"]["more"] = "x";
                                  }),
                  Silence);
}

TEST_CASE("what may pass is silence, and a patient client tries it again") {
  Fixture f;
  const auto busy = GENERATE(
      FakeApi::status(429, "TooManyRequests", "later"),
      FakeApi::status(500, "InternalError", "etcd"), Response{503, "", {}},
      FakeApi::status(404, "NotFound", "namespaces \"kube-system\" not found", "namespaces"));
  f.api->scripted = {busy};
  CHECK_THROWS_AS(f.client.create_or_update(map_a("1")), Silence);
  f.api->scripted = {busy, busy};
  CHECK(f.patient.create_or_update(map_a("1")));
}

TEST_CASE(
    "a refusal carries status, reason, the server's words and a remedy, and is not tried again") {
  Fixture f;
  f.api->scripted = {FakeApi::status(403, "Forbidden", "user may not")};
  try {
    f.patient.create_or_update(map_a("1"));
    FAIL("no refusal");
  } catch (const Refusal& refusal) {
    CHECK(refusal.status == 403);
    CHECK(refusal.reason == "Forbidden");
    CHECK(refusal.what() ==
          std::string("cannot create ConfigMap kube-system/a: user may not (403 Forbidden)"));
    CHECK_FALSE(refusal.remedy.empty());
  }
  CHECK(f.api->sent().empty());
}

TEST_CASE("a forbidden look is an answer") {
  Fixture f;
  CHECK(f.client.look(path) == Presence::absent);
  f.api->refused[path] = 403;
  CHECK(f.client.look(path) == Presence::forbidden);
  f.api->refused[path] = 401;
  CHECK_THROWS_AS(f.client.look(path), Refusal);
}

TEST_CASE("apply is server-side and forced, with kinds looked up at the server") {
  Fixture f;
  const Json custom = {{"apiVersion", "operator.tigera.io/v1"},
                       {"kind", "Installation"},
                       {"metadata", {{"name", "default"}}}};
  CHECK_THROWS_AS(f.client.apply(custom, "kcluster"), Refusal);
  CHECK_FALSE(f.client.knows("operator.tigera.io/v1", "Installation"));
  const Json served = {
      {"kind", "APIResourceList"},
      {"resources",
       {{{"name", "installations/status"}, {"kind", "Installation"}, {"namespaced", false}},
        {{"name", "installations"}, {"kind", "Installation"}, {"namespaced", false}}}}};
  f.api->answer("/apis/operator.tigera.io/v1", {200, served.dump(), {}});
  f.client.apply(custom, "kcluster");
  const auto sent = f.api->sent().back().request;
  CHECK(sent.path ==
        "/apis/operator.tigera.io/v1/installations/default?fieldManager=kcluster&force=true");
  CHECK(sent.content_type == "application/apply-patch+yaml");
}

TEST_CASE("removing what is not there is fine") {
  Fixture f;
  f.client.create_or_update(map_a("1"));
  CHECK(f.client.remove(path));
  CHECK_FALSE(f.client.remove(path));
}

TEST_CASE("secrets travel as secrets") {
  Fixture f;
  f.client.create_or_update(
      {{"apiVersion", "v1"}, {"kind", "Secret"}, {"metadata", {{"name", "s"}}}});
  CHECK(f.api->sent().back().request.secrecy == Secrecy::secret);
}

TEST_CASE("an object says a wish already when only the server's own fields are more") {
  const auto wanted = map_a("1");
  auto live = wanted;
  live["metadata"]["uid"] = "x";
  CHECK(says_already(live, wanted));
  live["data"]["stale"] = "x";
  CHECK_FALSE(says_already(live, wanted));
  const Json list = {{"metadata", Json::object()}, {"rules", {{{"verbs", {"get"}}}}}};
  auto more = list;
  more["rules"].push_back({{"verbs", {"list"}}});
  CHECK_FALSE(says_already(more, list));
  CHECK_FALSE(says_already(list, more));
}

}  // namespace kcluster
