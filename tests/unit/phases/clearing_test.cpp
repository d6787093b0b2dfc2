#include "phases/clearing.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"

namespace kcluster {
namespace {

struct Tree {
  MemoryFiles files;
  Tree() {
    for (const char* path : {"/f/a/1", "/f/b/mount/data", "/f/b/mount/deep/data", "/f/b/2", "/f/3"})
      files.write(path, "x", {});
  }
  bool there(const char* path) const { return files.look(path).has_value(); }
};

}  // namespace

TEST_CASE("a tree without mounts goes whole, an absent one is fine") {
  Tree t;
  Clearing clearing({}, t.files);
  clearing.remove("/f");
  clearing.remove("/no/such");
  CHECK_FALSE(t.there("/f"));
}

TEST_CASE("a mount stays with all in it and the way to it, the rest goes") {
  Tree t;
  Clearing clearing({{"/", "ext4", ""}, {"/f/b/mount", "tmpfs", ""}}, t.files);
  clearing.remove("/f");
  CHECK(t.there("/f/b/mount/data"));
  CHECK(t.there("/f/b/mount/deep/data"));
  CHECK_FALSE(t.there("/f/b/2"));
  CHECK_FALSE(t.there("/f/a"));
  CHECK_FALSE(t.there("/f/3"));
}

TEST_CASE("a foreign mount at the very path stays as it is") {
  Tree t;
  Clearing clearing({{"/f", "ext4", ""}}, t.files);
  clearing.remove("/f");
  CHECK(t.there("/f/a/1"));
}

TEST_CASE("a managed folder that is a mount is emptied around the mounts in it") {
  Tree t;
  Clearing clearing({{"/f", "ext4", ""}, {"/f/b/mount/deep", "tmpfs", ""}}, t.files);
  clearing.manage("/f");
  clearing.remove("/f");
  CHECK(t.there("/f/b/mount/deep/data"));
  CHECK_FALSE(t.there("/f/b/mount/data"));
  CHECK_FALSE(t.there("/f/a"));
}

TEST_CASE("a name that only begins alike is not below") {
  Tree t;
  Clearing clearing({{"/f/bb", "tmpfs", ""}}, t.files);
  clearing.remove("/f/b");
  CHECK_FALSE(t.there("/f/b"));
}

}  // namespace kcluster
