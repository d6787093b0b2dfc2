#include "manifest/patches.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

namespace {

Json patched(const std::string& name, const std::string& text) {
  const std::vector<PatchFile> files{{"/p/" + name, text}};
  return apply_patches({{"a", 1}, {"list", {1, 2}}}, "etcd", files);
}

Error failure(const std::string& name, const std::string& text) {
  try {
    patched(name, text);
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error for " + name);
  return Error("");
}

}  // namespace

TEST_CASE("the name of a patch file says target and kind") {
  const std::vector<PatchFile> files{{"/p/etcd.json", "{}"},
                                     {"/p/kube-apiserver12+merge.yaml", "a: 1\n---\nb: 2\n"},
                                     {"/p/kubeletconfiguration+strategic.yaml", "a: 1"},
                                     {"/p/corednsdeployment_x+json.yaml", "[]"}};
  const auto set = parse_patches(files);
  REQUIRE(set.patches.size() == 5);
  CHECK(set.ignored.empty());
  CHECK(set.patches[0].kind == Patch::Kind::strategic);
  CHECK(set.patches[1].target == "kube-apiserver");
  CHECK(set.patches[2].body == Json{{"b", 2}});
  CHECK(set.patches[3].target == targets::kubelet);
  CHECK(set.patches[4].kind == Patch::Kind::json);
}

TEST_CASE("files that are no patches are ignored with a word") {
  const std::vector<PatchFile> files{
      {"/p/kube-apiservr.yaml", "a: 1"}, {"/p/etcd.txt", "x"}, {"/p/etcd.yaml", ""}};
  const auto set = parse_patches(files);
  CHECK(set.patches.empty());
  REQUIRE(set.ignored.size() == 3);
  CHECK(set.ignored[0].place == "/p/kube-apiservr.yaml");
  CHECK(set.ignored[0].remedy == "did you mean kube-apiserver?");
}

TEST_CASE("each kind of patch is applied") {
  CHECK(patched("etcd.yaml", "b: 2") == Json{{"a", 1}, {"b", 2}, {"list", {1, 2}}});
  CHECK(patched("etcd+merge.json", R"({"a":null})") == Json{{"list", {1, 2}}});
  CHECK(patched("etcd+json.yaml", "- {op: add, path: /list/-, value: 3}")["list"].size() == 3);
  CHECK(patched("kube-scheduler.yaml", "b: 2") == Json{{"a", 1}, {"list", {1, 2}}});
}

TEST_CASE("patches that do not fit name their file and a remedy") {
  const std::pair<const char*, const char*> bad[] = {
      {"etcd+jsn.yaml", "[]"},
      {"etcd+json.yaml", "a: 1"},
      {"etcd.yaml", "- 1"},
      {"etcd+json.yaml", "- {op: remove, path: /none}"},
      {"etcd+json.yaml", "- {op: frob, path: /a}"},
      {"etcd+json.yaml", "- {path: /a}"},
      {"etcd+json.yaml", "- 7"},
      {"etcd.yaml", "containers: [{name: x}]\n---\ncontainers: [{image: x}]"}};
  for (const auto& [name, text] : bad) {
    INFO(name << ": " << text);
    const Error error = failure(name, text);
    CHECK(std::string(error.what()).find(std::string("/p/") + name) != std::string::npos);
    CHECK_FALSE(error.remedy.empty());
    CHECK(error.exit == Exit::usage);
  }
}

TEST_CASE("a failed test operation does not repeat what it compared with") {
  const Error error = failure("etcd+json.yaml", "- {op: test, path: /a, value: hunter2}");
  CHECK(std::string(error.what()).find("hunter2") == std::string::npos);
}
