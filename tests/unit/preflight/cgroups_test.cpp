#include "preflight/cgroups.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"

using namespace kcluster;

namespace {

std::optional<CgroupMount> found(std::string_view mounts, const char* folder = nullptr) {
  MemoryFiles files;
  files.write("/proc/mounts", mounts, {0444});
  if (folder) files.make_dir(folder, 0755);
  return find_cgroups(files);
}

constexpr auto kV1 = CgroupMount::Version::v1, kV2 = CgroupMount::Version::v2;

}  // namespace

TEST_CASE("the version of control groups is told by the mounts") {
  CHECK((found("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n")->version == kV2));
  CHECK((found("tmpfs /sys/fs/cgroup tmpfs rw 0 0\n", "/sys/fs/cgroup/memory")->version == kV1));
  CHECK((found("tmpfs /sys/fs/cgroup tmpfs rw 0 0\n")->version == kV2));
  CHECK_FALSE(found("proc /proc proc rw 0 0\n"));
  CHECK_FALSE(found(""));
}

TEST_CASE("control groups mounted elsewhere are found, version 2 first") {
  CHECK(found("cgroup /cg/cpu cgroup rw,cpu 0 0\n")->path == "/cg/cpu");
  const auto both = found("cgroup /cg/cpu cgroup rw,cpu 0 0\ncgroup2 /cg2 cgroup2 rw 0 0\n");
  CHECK(both->path == "/cg2");
  CHECK((both->version == kV2));
}

TEST_CASE("a controller that is switched off does not count") {
  MemoryFiles files;
  files.write("/proc/cgroups", "#name hierarchy num enabled\ncpu 1 2 1\nmemory 0 1 0\n", {0444});
  CHECK(cgroup_controllers(files, {kV1, "/sys/fs/cgroup"}) == std::vector<std::string>{"cpu"});
}
