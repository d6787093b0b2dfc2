#include "host/real_files.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "host/interrupt.h"
#include "host/mounts.h"
#include "host/real_system.h"
#include "tests/support/mortal_files.h"
#include "tests/support/temp_folder.h"

namespace kcluster {
namespace {

// a tmpfs at a folder, where tests may mount at all
class Mount {
 public:
  explicit Mount(Path path) : path_(std::move(path)) {
    std::filesystem::create_directories(path_);
    made_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=1m") == 0;
  }
  ~Mount() {
    if (made_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  bool made() const { return made_; }

 private:
  Path path_;
  bool made_ = false;
};

ino_t inode(const Path& path) {
  struct stat seen {};
  REQUIRE(::stat(path.c_str(), &seen) == 0);
  return seen.st_ino;
}

}  // namespace

TEST_CASE("what is still in the making is not cleared as left behind") {
  const TempFolder temp;
  RealFiles files;
  const Path torn = torn_name(temp.path() / "backup");
  auto making = files.create(temp.path() / "backup", {0600});
  making->append("half");
  CHECK_FALSE(files.remove_left(torn));
  making->append("whole");
  making->keep();
  making.reset();
  CHECK(files.read(temp.path() / "backup") == "halfwhole");
  files.write(torn, "of a process that died", {0600});
  CHECK(files.remove_left(torn));
}

TEST_CASE("an equal write leaves the very same file, another one replaces it whole") {
  const TempFolder temp;
  RealFiles files(temp.path());
  files.write("/a", "one", {0600});
  const auto first = inode(temp.path() / "a");
  files.write("/a", "one", {0600});
  CHECK(inode(temp.path() / "a") == first);
  const std::ifstream reader(temp.path() / "a");
  files.write("/a", "two", {0600});
  CHECK(inode(temp.path() / "a") != first);
}

TEST_CASE("the umask has no say in modes") {
  const TempFolder temp;
  RealFiles files(temp.path());
  const auto old = ::umask(0077);
  files.write("/x/y/a", "one", {0644});
  files.make_dir("/d", 0755);
  ::umask(old);
  CHECK(files.look("/x/y")->mode == 0755);
  CHECK(files.look("/x/y/a")->mode == 0644);
  CHECK(files.look("/d")->mode == 0755);
}

TEST_CASE("what a crash left of a write is taken away by the next one") {
  const TempFolder temp;
  RealFiles files(temp.path());
  files.write("/.a.kcluster", "half a sec", {0600});
  files.write("/a", "whole", {0600});
  CHECK(files.list("/") == std::vector<std::string>{"a"});
}

TEST_CASE("a link out of the root stays inside it") {
  const TempFolder temp, outside;
  RealFiles files(temp.path() / "root");
  std::filesystem::create_directories(temp.path() / "root");
  std::filesystem::create_symlink("../../../../../" / outside.path().relative_path(),
                                  temp.path() / "root/away");
  CHECK_THROWS_AS(files.write("/away/x", "1", {}), Error);
  CHECK(std::filesystem::is_empty(outside.path()));
}

TEST_CASE("a pipe in the place of a file is refused, not waited for") {
  const TempFolder temp;
  REQUIRE(::mkfifo((temp.path() / "pipe").c_str(), 0600) == 0);
  RealFiles files(temp.path());
  CHECK_THROWS_AS(files.read("/pipe"), Error);
  CHECK(files.write("/pipe", "a", {}));
  CHECK(files.read("/pipe") == "a");
}

TEST_CASE("files of /proc are read to their end") {
  CHECK(RealFiles().read("/proc/self/mountinfo")->size() > 10);
}

TEST_CASE("removing a tree stops before a mount, having removed nothing") {
  const TempFolder temp;
  std::ofstream(temp.path() / "kept") << "1";
  const Path lower = temp.path() / "tree/with space/mount";
  RealFiles files(temp.path());
  files.write("/tree/a/first", "1", {});
  const Mount mount(lower);
  if (!mount.made()) return;  // not root: nothing can be mounted, so nothing can be crossed
  CHECK_THROWS_WITH(files.remove_tree("/tree"), Catch::Contains("is a mount point"));
  CHECK_THROWS_WITH(files.remove_tree("/tree/with space/mount"), Catch::Contains("mount point"));
  CHECK(files.read("/tree/a/first") == "1");
  CHECK(files.look("/tree/with space/mount"));
}

TEST_CASE("a bind mount of the same file system is a mount, too") {
  const TempFolder temp;
  RealFiles files(temp.path());
  files.write("/precious/data", "1", {});
  files.make_dir("/tree/bound", 0755);
  const auto bound = temp.path() / "tree/bound";
  if (::mount((temp.path() / "precious").c_str(), bound.c_str(), nullptr, MS_BIND, nullptr)) return;
  CHECK_THROWS_AS(files.remove_tree("/tree"), Error);
  ::umount2(bound.c_str(), MNT_DETACH);
  CHECK(files.read("/precious/data") == "1");
  files.remove_tree("/tree");
  CHECK_FALSE(files.look("/tree"));
}

TEST_CASE("a path is resolved through links, inside the root") {
  const TempFolder temp;
  RealFiles files(temp.path());
  files.make_dir("/data/kubelet/pods", 0755);
  files.link("/data/kubelet", "/var/lib/kubelet");
  CHECK(files.resolved("/var/lib/kubelet/pods") == "/data/kubelet/pods");
  CHECK(files.resolved("/var/lib/kubelet") == "/data/kubelet");
  CHECK(files.resolved("/no/such") == "/no/such");
}

TEST_CASE("mounts below a root are told as the node sees them, and unmounted there only") {
  const TempFolder temp;
  RealFiles files(temp.path());
  files.make_dir("/tree/mount", 0755);
  const Mount mount(temp.path() / "tree/mount");
  if (!mount.made()) return;
  const Interrupt interrupt;
  RealSystem system(interrupt, temp.path());
  REQUIRE(system.mounts().size() == 1);
  CHECK(system.mounts().front().point == "/tree/mount");
  CHECK(system.mounts().front().type == "tmpfs");
  system.unmount("/tree/mount", {});
  CHECK(system.mounts().empty());
}

TEST_CASE("mount points are read with their octal escapes undone") {
  const auto points = mount_points(
      "22 27 0:21 / /proc rw - proc proc rw\n"
      "36 35 98:0 /m /mnt/with\\040space\\134 rw,noatime master:1 - ext3 /dev/root rw\n\n");
  REQUIRE(points.size() == 2);
  CHECK(points[0] == "/proc");
  CHECK(points[1] == "/mnt/with space\\");
  CHECK(lies_in("/a/b", "/a"));
  CHECK(lies_in("/a", "/a"));
  CHECK_FALSE(lies_in("/ab", "/a"));
  CHECK_FALSE(lies_in("/", "/a"));
}

TEST_CASE("a write that was cut off leaves a torn file which the next one clears") {
  const TempFolder temp;
  RealFiles files(temp.path());
  MortalFiles mortal(files, std::make_shared<Life>(1, Tear::half));
  CHECK_THROWS_AS(mortal.write("/etc/a", "whole", {}), Crash);
  CHECK(files.list("/etc") == std::vector<std::string>{torn_name("/etc/a").filename().string()});
  files.write("/etc/a", "whole", {});
  CHECK(files.list("/etc") == std::vector<std::string>{"a"});
}

}  // namespace kcluster
