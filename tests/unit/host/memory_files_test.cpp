#include "host/memory_files.h"

#include <catch2/catch.hpp>

namespace kcluster {

TEST_CASE("the files below show through and stay as they are") {
  MemoryFiles below;
  below.write("/etc/a", "old", {0600});
  below.write("/etc/b", "b", {0600});
  const auto before = below.changes().size();
  MemoryFiles files(&below);
  CHECK(files.read("/etc/a") == "old");
  files.write("/etc/a", "new", {0600});
  files.remove("/etc/b");
  files.write("/etc/c", "c", {0600});
  CHECK(files.list("/etc") == std::vector<std::string>{"a", "c"});
  CHECK(files.read("/etc/a") == "new");
  CHECK(below.read("/etc/a") == "old");
  CHECK(below.read("/etc/b") == "b");
  CHECK(below.changes().size() == before);
}

TEST_CASE("a moved folder of the files below is read at its new place") {
  MemoryFiles below;
  below.write("/etcd/member/wal/0", "wal", {});
  MemoryFiles files(&below);
  files.write("/etcd/member/wal/1", "more", {});
  files.move("/etcd", "/old/etcd");
  CHECK(files.read("/old/etcd/member/wal/0") == "wal");
  CHECK(files.read("/old/etcd/member/wal/1") == "more");
  CHECK_FALSE(files.look("/etcd/member"));
  files.make_dir("/etcd", 0700);
  CHECK(files.list("/etcd")->empty());
}

TEST_CASE("changes tell what was asked for, in order, with content before and after") {
  MemoryFiles files;
  files.write("/a", "one", {0644});
  files.write("/a", "two", {0600});
  files.make_dir("/d", 0700);
  files.own("/a", 5, 6);
  files.link("a", "/l");
  files.move("/a", "/d/a");
  files.remove("/l");
  files.remove_tree("/d");
  using Kind = Change::Kind;
  const std::vector<Kind> kinds{Kind::write, Kind::write, Kind::make_dir, Kind::own,
                                Kind::link,  Kind::move,  Kind::remove,   Kind::remove_tree};
  REQUIRE(files.changes().size() == kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) CHECK(files.changes()[i].kind == kinds[i]);
  CHECK_FALSE(files.changes()[0].before);
  CHECK(files.changes()[1].before == "one");
  CHECK(files.changes()[1].after == "two");
  CHECK(files.changes()[1].mode == 0600);
  CHECK(files.changes()[3].uid == 5);
  CHECK(files.changes()[4].other == "a");
  CHECK(files.changes()[5].other == "/d/a");
}

TEST_CASE("what changes nothing is no change") {
  MemoryFiles files;
  const auto all = [&files] {
    files.make_dir("/d", 0700);
    files.write("/d/a", "a", {0600});
    files.own("/d/a", 1, 1);
    files.link("a", "/d/l");
    files.remove("/none");
    files.remove_tree("/none");
  };
  all();
  const auto once = files.changes().size();
  all();
  CHECK(files.changes().size() == once);
}

TEST_CASE("a secret stays flagged in changes, also when it is replaced by something open") {
  MemoryFiles files;
  files.write("/ca.key", "key", {0600, Secrecy::secret});
  files.write("/ca.key", "other", {0600});
  CHECK(files.changes()[0].secrecy == Secrecy::secret);
  CHECK(files.changes()[1].secrecy == Secrecy::secret);
}

TEST_CASE("a circle of links is an error, not an endless loop") {
  MemoryFiles files;
  files.link("/b", "/a");
  files.link("/a", "/b");
  CHECK_THROWS(files.read("/a"));
  CHECK_THROWS(files.write("/a/x", "", {}));
}

}  // namespace kcluster
