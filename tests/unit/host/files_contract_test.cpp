#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "host/real_files.h"
#include "tests/support/temp_folder.h"

namespace kcluster {
namespace {

struct Real {
  TempFolder temp;
  RealFiles files{temp.path()};
};
struct Memory {
  MemoryFiles files;
};
struct MemoryOverReal {
  TempFolder temp;
  RealFiles below{temp.path()};
  MemoryFiles files{&below};
};
struct MemoryOverMemory {
  MemoryFiles below;
  MemoryFiles files{&below};
};

using Names = std::vector<std::string>;

}  // namespace

#define FILES_TEST(name) \
  TEMPLATE_TEST_CASE(name, "[files]", Real, Memory, MemoryOverReal, MemoryOverMemory)

FILES_TEST("what is written is read back, with its parents and mode") {
  TestType made;
  CHECK(made.files.write("/etc/kubernetes/pki/ca.crt", "cert", {0644}));
  CHECK(made.files.read("/etc/kubernetes/pki/ca.crt") == "cert");
  CHECK(made.files.look("/etc/kubernetes/pki/ca.crt")->mode == 0644);
  CHECK(made.files.look("/etc/kubernetes/pki/ca.crt")->size == 4);
  CHECK(made.files.look("/etc/kubernetes")->mode == 0755);
  CHECK(made.files.list("/etc/kubernetes") == Names{"pki"});
  CHECK(made.files.list("/etc/kubernetes/pki") == Names{"ca.crt"});
}

FILES_TEST("equal content and mode stay untouched") {
  TestType made;
  CHECK(made.files.write("/a", "one", {0600}));
  CHECK_FALSE(made.files.write("/a", "one", {0600}));
  CHECK(made.files.write("/a", "two", {0600}));
  CHECK(made.files.write("/a", "two", {0644}));
  CHECK(made.files.look("/a")->mode == 0644);
}

FILES_TEST("only a regular file counts as left in the making") {
  TestType made;
  made.files.write("/d/.x.kcluster", "torn", {0600});
  made.files.link(".x.kcluster", "/d/link");
  made.files.make_dir("/d/folder", 0700);
  CHECK_FALSE(made.files.remove_left("/d/link"));
  CHECK_FALSE(made.files.remove_left("/d/folder"));
  CHECK_FALSE(made.files.remove_left("/d/none"));
  CHECK(made.files.remove_left("/d/.x.kcluster"));
  CHECK(made.files.list("/d") == Names{"folder", "link"});
}

FILES_TEST("absent things are nullopt, and removing them is fine") {
  TestType made;
  CHECK_FALSE(made.files.read("/none"));
  CHECK_FALSE(made.files.list("/none"));
  CHECK_FALSE(made.files.look("/none/below"));
  made.files.remove("/none");
  made.files.remove_tree("/none/below");
  made.files.write("/a", "", {});
  CHECK_FALSE(made.files.read("/a/b"));
}

FILES_TEST("a folder's mode is set, also when it exists") {
  TestType made;
  made.files.make_dir("/var", 0755);
  made.files.make_dir("/var/lib/etcd", 0700);
  CHECK(made.files.look("/var/lib/etcd")->mode == 0700);
  CHECK(made.files.look("/var/lib")->mode == 0700);
  CHECK(made.files.look("/var")->mode == 0755);
  made.files.make_dir("/var/lib/etcd", 0750);
  CHECK(made.files.look("/var/lib/etcd")->mode == 0750);
}

FILES_TEST("links are followed when read and replaced when written") {
  TestType made;
  made.files.write("/pki/one.pem", "1", {});
  made.files.write("/pki/two.pem", "2", {});
  made.files.link("one.pem", "/pki/current.pem");
  CHECK(made.files.read("/pki/current.pem") == "1");
  made.files.link("/pki/two.pem", "/pki/current.pem");
  CHECK(made.files.read("/pki/current.pem") == "2");
  CHECK(made.files.look("/pki/current.pem")->kind == Stat::Kind::link);
  made.files.write("/pki/current.pem", "3", {});
  CHECK(made.files.look("/pki/current.pem")->kind == Stat::Kind::file);
  CHECK(made.files.read("/pki/two.pem") == "2");
}

FILES_TEST("linked folders lead inside the root") {
  TestType made;
  made.files.write("/data/etcd/member", "m", {});
  made.files.link("/data/etcd", "/var/lib/etcd");
  CHECK(made.files.read("/var/lib/etcd/member") == "m");
  CHECK(made.files.list("/var/lib/etcd") == Names{"member"});
  made.files.write("/var/lib/etcd/more", "n", {});
  CHECK(made.files.read("/data/etcd/more") == "n");
}

FILES_TEST("a folder moves with all it holds") {
  TestType made;
  made.files.write("/a/b/one", "1", {});
  made.files.write("/a/two", "2", {});
  made.files.remove("/a/two");
  made.files.move("/a", "/c/d");
  CHECK_FALSE(made.files.look("/a"));
  CHECK(made.files.read("/c/d/b/one") == "1");
  CHECK(made.files.list("/c/d") == Names{"b"});
  made.files.write("/a/fresh", "3", {});
  CHECK(made.files.list("/a") == Names{"fresh"});
}

FILES_TEST("a tree is removed whole, and stays away when its folder comes back") {
  TestType made;
  made.files.write("/a/b/one", "1", {});
  made.files.link("/outside", "/a/link");
  made.files.write("/outside/two", "2", {});
  made.files.remove_tree("/a");
  CHECK_FALSE(made.files.look("/a"));
  CHECK(made.files.read("/outside/two") == "2");
  made.files.make_dir("/a", 0700);
  CHECK(made.files.list("/a") == Names{});
}

FILES_TEST("what the kernel would refuse is an Error that names the path") {
  TestType made;
  made.files.write("/a/one", "1", {});
  CHECK_THROWS_WITH(made.files.write("/a", "x", {}), Catch::Contains("/a: Is a directory"));
  CHECK_THROWS_AS(made.files.read("/a"), Error);
  CHECK_THROWS_AS(made.files.remove("/a"), Error);
  CHECK_THROWS_AS(made.files.own("/none", 1, 1), Error);
  CHECK_THROWS_AS(made.files.move("/none", "/b"), Error);
  CHECK_THROWS_AS(made.files.write("/a/one/two", "x", {}), Error);
  made.files.write("/b/one", "1", {});
  CHECK_THROWS_AS(made.files.move("/a", "/b"), Error);
  CHECK(made.files.read("/a/one") == "1");
}

FILES_TEST("a file that is made in pieces lies there once it is kept, and not before") {
  TestType made;
  made.files.write("/db", "old", {0644});
  {
    const auto dropped = made.files.create("/db", {0600});
    dropped->append("half");
  }
  CHECK(made.files.read("/db") == "old");
  CHECK(made.files.list("/") == Names{"db"});
  const auto file = made.files.create("/db", {0600});
  file->append("one");
  file->append("two");
  file->patch(2, "E");
  file->reserve(8);
  file->sync();
  CHECK(made.files.read("/db") == "old");
  std::string seen(4, 'x');
  file->read(2, seen);
  CHECK(seen == "Etwo");
  CHECK_THROWS_AS(file->patch(7, "xx"), Error);
  file->keep();
  CHECK(made.files.read("/db") == std::string("onEtwo\0\0", 8));
  CHECK(made.files.look("/db")->mode == 0600);
  made.files.create("/new/folder/file", {0640})->keep();
  CHECK(made.files.look("/new/folder/file")->mode == 0640);
}

FILES_TEST("a file is read in pieces, never behind its end") {
  TestType made;
  CHECK_FALSE(made.files.open("/none"));
  made.files.write("/db", "0123456789", {0600});
  const auto file = made.files.open("/db");
  CHECK(file->size() == 10);
  std::string seen(3, 'x');
  file->read(7, seen);
  CHECK(seen == "789");
  CHECK_THROWS_AS(file->read(8, seen), Error);
  made.files.make_dir("/folder", 0700);
  CHECK_THROWS_AS(made.files.open("/folder"), Error);
  CHECK_THROWS_AS(made.files.create("/folder", {}), Error);
}

FILES_TEST("space is that of the nearest existing parent") {
  TestType made;
  CHECK(made.files.space("/not/there/yet").total > made.files.space("/").free);
}

}  // namespace kcluster
