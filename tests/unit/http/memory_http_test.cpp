#include "http/memory_http.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "http/selectors.h"
#include "tests/support/scripted_http.h"

namespace kcluster {
namespace {

const std::string kMaps = "/api/v1/namespaces/kube-system/configmaps";

Request request(const std::string& method, const std::string& path, const Json& body = {}) {
  Request made;
  made.method = method;
  made.path = path;
  if (!body.is_null()) made.body = body.dump();
  return made;
}

Json map(const std::string& name, const std::string& value) {
  return {{"apiVersion", "v1"},
          {"kind", "ConfigMap"},
          {"metadata", {{"name", name}, {"labels", {{"app", name}}}}},
          {"data", {{"key", value}}}};
}

}  // namespace

TEST_CASE("what was created is read back with the server's own fields, and not created twice") {
  MemoryHttp http;
  CHECK(http.get(kMaps + "/a").status == 404);
  const auto made = http.send(request("POST", kMaps, map("a", "1")));
  CHECK(made.status == 201);
  const auto read = Json::parse(http.get(kMaps + "/a").body);
  CHECK(read["data"]["key"] == "1");
  CHECK(read["metadata"]["namespace"] == "kube-system");
  CHECK_FALSE(read["metadata"]["resourceVersion"].get<std::string>().empty());
  const auto again = http.send(request("POST", kMaps, map("a", "2")));
  CHECK(again.status == 409);
  CHECK(Json::parse(again.body)["reason"] == "AlreadyExists");
}

TEST_CASE("replacing needs the object, and the resourceVersion that was read if any") {
  MemoryHttp http;
  CHECK(http.send(request("PUT", kMaps + "/a", map("a", "1"))).status == 404);
  http.send(request("POST", kMaps, map("a", "1")));
  Json seen = *http.object(kMaps + "/a");
  CHECK(http.send(request("PUT", kMaps + "/a", map("a", "2"))).status == 200);
  CHECK(http.object(kMaps + "/a")->at("metadata").at("uid") == seen["metadata"]["uid"]);
  CHECK(http.send(request("PUT", kMaps + "/a", seen)).status == 409);
}

TEST_CASE("patches merge, remove with null, and keep the version when nothing changes") {
  MemoryHttp http;
  http.send(request("POST", kMaps, map("a", "1")));
  auto patch = request("PATCH", kMaps + "/a", {{"data", {{"more", "2"}, {"key", nullptr}}}});
  patch.content_type = "application/merge-patch+json";
  CHECK(http.send(patch).status == 200);
  const Json once = *http.object(kMaps + "/a");
  CHECK(once["data"] == Json{{"more", "2"}});
  http.send(patch);
  CHECK(*http.object(kMaps + "/a") == once);
  CHECK(http.sent()[1].changed);
  CHECK_FALSE(http.sent()[2].changed);
  CHECK(http.send(request("PATCH", kMaps + "/none", Json::object())).status == 404);
}

TEST_CASE("JSON patches and server-side apply are understood") {
  MemoryHttp http;
  auto apply = request("PATCH", kMaps + "/a?fieldManager=kcluster&force=true", map("a", "1"));
  apply.content_type = "application/apply-patch+yaml";
  CHECK(http.send(apply).status == 201);
  CHECK(http.send(apply).status == 200);
  CHECK_FALSE(http.sent()[1].changed);
  auto patch =
      request("PATCH", kMaps + "/a", {{{"op", "replace"}, {"path", "/data/key"}, {"value", "3"}}});
  patch.content_type = "application/json-patch+json";
  CHECK(http.send(patch).ok());
  CHECK(http.object(kMaps + "/a")->at("data").at("key") == "3");
  patch.body = "not json";
  CHECK(http.send(patch).status == 400);
}

TEST_CASE("deleted objects are gone, a second time 404") {
  MemoryHttp http;
  http.send(request("POST", kMaps, map("a", "1")));
  CHECK(http.send(request("DELETE", kMaps + "/a")).ok());
  CHECK(http.get(kMaps + "/a").status == 404);
  CHECK(http.send(request("DELETE", kMaps + "/a")).status == 404);
  CHECK(http.send(request("POST", kMaps, map("a", "1"))).status == 201);
}

TEST_CASE("lists obey namespaces and selectors") {
  MemoryHttp http;
  for (const char* name : {"a", "b"}) http.send(request("POST", kMaps, map(name, "1")));
  http.send(request("POST", "/api/v1/namespaces/default/configmaps", map("a", "1")));
  const auto count = [&http](const std::string& path) {
    return Json::parse(http.get(path).body)["items"].size();
  };
  CHECK(count(kMaps) == 2);
  CHECK(count("/api/v1/configmaps") == 3);
  CHECK(count(kMaps + "?labelSelector=app%3Da") == 1);
  CHECK(count("/api/v1/configmaps?fieldSelector=metadata.name%21%3Da") == 1);
  CHECK(count("/api/v1/secrets") == 0);
}

TEST_CASE("selectors know equality, inequality and existence") {
  const Json object = {{"metadata", {{"labels", {{"a/b", "1"}, {"empty", ""}}}}},
                       {"spec", {{"nodeName", "n"}}}};
  const auto by_label = [&object](const char* text) {
    return selected(object, {{"labelSelector", text}});
  };
  CHECK(by_label("a/b=1"));
  CHECK(by_label("a/b==1,empty="));
  CHECK(by_label("empty"));
  CHECK(by_label("a/b!=2,!none"));
  CHECK_FALSE(by_label("a/b=1,none"));
  CHECK_FALSE(by_label("a/b!=1"));
  CHECK(selected(object, {{"fieldSelector", "spec.nodeName=n"}}));
  CHECK_FALSE(selected(object, {{"fieldSelector", "spec.nodeName=m"}}));
}

TEST_CASE("an empty cluster is healthy") {
  const MemoryHttp http;
  CHECK(http.get("/livez").body == "ok");
  CHECK(http.get("/readyz?verbose").ok());
  CHECK(http.get("/version").ok());
  CHECK(http.get("/nonsense").status == 404);
}

TEST_CASE("the server below is looked at and never changed") {
  const auto below = std::make_shared<MemoryHttp>();
  below->send(request("POST", kMaps, map("a", "1")));
  below->send(request("POST", kMaps, map("b", "1")));
  MemoryHttp http(below);
  CHECK(http.get(kMaps + "/a").ok());
  CHECK(http.send(request("POST", kMaps, map("a", "2"))).status == 409);
  CHECK(http.send(request("PUT", kMaps + "/a", map("a", "2"))).ok());
  CHECK(http.send(request("DELETE", kMaps + "/b")).ok());
  http.send(request("POST", kMaps, map("c", "1")));
  const auto items = Json::parse(http.get(kMaps).body)["items"];
  REQUIRE(items.size() == 2);
  CHECK(items[0]["data"]["key"] == "2");
  CHECK(items[1]["metadata"]["name"] == "c");
  CHECK(below->sent().size() == 2);
  CHECK(below->object(kMaps + "/a")->at("data").at("key") == "1");
}

TEST_CASE("the server below is asked for no more than was wanted, as its user may read no more") {
  struct Below : MemoryHttp {
    mutable std::string asked;
    Response get(const std::string& path) const override {
      return asked = path, MemoryHttp::get(path);
    }
  };
  const auto below = std::make_shared<Below>();
  MemoryHttp http(below);
  CHECK(http.get("/api/v1/pods?fieldSelector=spec.nodeName%3Dw-1").ok());
  CHECK(below->asked == "/api/v1/pods?fieldSelector=spec%2EnodeName%3Dw%2D1");
}

TEST_CASE("a controller may finish what was created, fixed answers come before all else") {
  MemoryHttp http;
  http.react([](const ApiPath& path, Json& object) {
    if (path.resource == "certificatesigningrequests") object["status"]["certificate"] = "signed";
  });
  const std::string requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  http.send(request("POST", requests, {{"metadata", {{"generateName", "csr-"}}}}));
  const auto items = Json::parse(http.get(requests).body)["items"];
  REQUIRE(items.size() == 1);
  CHECK(items[0]["status"]["certificate"] == "signed");
  CHECK(items[0]["metadata"]["name"].get<std::string>().starts_with("csr-"));
  http.answer("/livez", {500, "etcd failed", {}});
  CHECK(http.get("/livez?verbose").status == 500);
}

TEST_CASE("a scripted peer says its lines and remembers what it heard") {
  ScriptedHttp http({ScriptedHttp::says(503, "later"), ScriptedHttp::silent()});
  CHECK(http.get("/a").status == 503);
  CHECK_THROWS_AS(http.send(request("POST", "/b")), Silence);
  CHECK(http.finished());
  CHECK(http.heard()[1].path == "/b");
}

}  // namespace kcluster
