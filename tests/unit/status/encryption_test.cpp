#include "status/encryption.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/memory_etcd.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

Response metrics(const std::string& text) { return {200, text, {}}; }

}  // namespace

TEST_CASE("an API server tells what it has loaded by its metrics") {
  FakeApi server;
  server.answer("/metrics", metrics("# HELP apiserver_encryption_config_controller_last_config_info"
                                    "\nother{hash=\"x\"} 1\n"));
  CHECK(loaded_encryption(server).empty());
  server.answer("/metrics", metrics("apiserver_encryption_config_controller_last_config_info{"
                                    "apiserver_id_hash=\"sha256:1\",hash=\"sha256:2\"} 1\n"));
  CHECK(loaded_encryption(server) == "sha256:2");
  server.answer("/metrics", {403, "no", {}});
  CHECK_THROWS_WITH(loaded_encryption(server), Catch::Contains("403"));
}

TEST_CASE("Secrets in etcd are counted by what their values begin with, over all pages") {
  const auto etcd = std::make_shared<MemoryEtcd>();
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    const auto key = std::string("/registry/secrets/default/") + name;
    etcd->cluster.keys.insert(key);
    etcd->cluster.values[key] = *name == 'c' ? "k8s\n" : "k8s:enc:aesgcm:v1:k:\x01\x02";
  }
  etcd->cluster.keys.insert("/registry/secrets/default/x/y");
  etcd->cluster.keys.insert("/registry/secretsother/default/z");
  const auto forms = stored_forms({etcd});
  CHECK(forms == std::map<std::string, std::int64_t>{{"", 1}, {"k8s:enc:aesgcm:v1:k:", 4}});
}

}  // namespace kcluster
