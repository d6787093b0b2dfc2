#include "workflow/undo_http.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "http/memory_http.h"
#include "tests/support/mortal_files.h"

using namespace kcluster;

namespace {

constexpr const char* kNotes = "/notes";
constexpr const char* kMaps = "/api/v1/namespaces/kube-system/configmaps";
constexpr const char* kMap = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";

Json map(const char* name, const char* value) {
  return {{"apiVersion", "v1"},
          {"kind", "ConfigMap"},
          {"metadata", {{"name", name}, {"namespace", "kube-system"}}},
          {"data", {{"version", value}}}};
}

struct Cluster {
  MemoryFiles files;
  std::shared_ptr<MemoryHttp> api = std::make_shared<MemoryHttp>();
  Cluster() {
    api->put(kMap, map("kubeadm-config", "v1.35.4"));
    api->put(std::string(kMaps) + "/gone", map("gone", "x"));
  }
  void change(Files& notes) {
    UndoHttp undo(api, notes, kNotes);
    undo.send({"PUT", kMap, map("kubeadm-config", "v1.36.3").dump()});
    undo.send({"POST", kMaps, map("fresh", "y").dump()});
    undo.send({"PUT", kMap, map("kubeadm-config", "later").dump()});
    undo.send({"DELETE", std::string(kMaps) + "/gone", {}});
  }
  std::string version(const std::string& path) const {
    const auto object = api->object(path);
    return object ? object->at("data").value("version", "") : "-";
  }
  std::vector<std::string> all() const {
    return {version(kMap), version(std::string(kMaps) + "/fresh"),
            version(std::string(kMaps) + "/gone")};
  }
};

}  // namespace

TEST_CASE("objects that were changed, created and deleted are as before") {
  Cluster c;
  const auto before = c.all();
  c.change(c.files);
  CHECK(c.all() == std::vector<std::string>{"later", "y", "-"});
  put_back_objects(c.files, kNotes, *c.api);
  CHECK(c.all() == before);
  const auto sent = c.api->sent().size();
  put_back_objects(c.files, kNotes, *c.api);
  CHECK(c.api->sent().size() == sent);
}

TEST_CASE("cut off while it notes, the first state is still the one that comes back") {
  for (unsigned last = 1;; ++last) {
    Cluster c;
    const auto before = c.all();
    MortalFiles mortal(c.files, std::make_shared<Life>(last, Tear::half));
    const bool crashed = crashes([&] { c.change(mortal); });
    c.change(c.files);
    put_back_objects(c.files, kNotes, *c.api);
    CHECK(c.all() == before);
    if (!crashed) break;
  }
}

TEST_CASE("an API server that refuses to show an object lets nothing be changed") {
  Cluster c;
  c.api->answer(kMap, {500, R"({"message":"etcd is away"})", {}});
  UndoHttp undo(c.api, c.files, kNotes);
  CHECK_THROWS_WITH(undo.send({"PUT", kMap, map("kubeadm-config", "v1.36.3").dump()}),
                    Catch::Contains("etcd is away"));
  CHECK_FALSE(c.files.look(kNotes));
}

TEST_CASE("reviews and subresources leave no note") {
  Cluster c;
  UndoHttp undo(c.api, c.files, kNotes);
  undo.send({"POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "{}"});
  undo.send({"PUT", std::string("/api/v1/nodes/n/status"), "{}"});
  CHECK_FALSE(c.files.look(kNotes));
}
