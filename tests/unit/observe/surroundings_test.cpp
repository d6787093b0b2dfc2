#include "observe/surroundings.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"

using namespace kcluster;

TEST_CASE("what shapes the pods is read off the node") {
  MemoryFiles files;
  files.make_dir("/usr/share/ca-certificates", 0755);
  files.write("/etc/kubernetes/pki/ca.crt", "x", {});
  files.write("/p/etcd.yaml", "a: 1", {});
  files.write("/p/below/etcd1.yaml", "b: 1", {});
  Config c;
  c.init.patches_directory = "/p";
  const std::vector<std::string> environment{"NO_PROXY=x"};
  const auto around = observe_surroundings(c, files, "one", environment);
  CHECK(around.trust_folders == std::vector<std::string>{"/usr/share/ca-certificates"});
  CHECK(around.proxies.size() == 1);
  CHECK(around.external_ca);
  REQUIRE(around.patches.size() == 2);
  CHECK(around.patches[0].path == "/p/below/etcd1.yaml");
  files.write("/etc/kubernetes/pki/ca.key", "x", {});
  CHECK_FALSE(observe_surroundings(c, files, "one", environment).external_ca);
}

TEST_CASE("a patches folder that is none is said so") {
  MemoryFiles files;
  files.write("/file", "", {});
  for (const char* path : {"/none", "/file"}) CHECK_THROWS_AS(read_patch_files(files, path), Error);
}
