#include "host/undo_files.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "tests/support/mortal_files.h"

using namespace kcluster;

namespace {

constexpr const char* kNotes = "/var/lib/kcluster/upgrade/files";

/// A node's files before a transaction.
struct Node {
  MemoryFiles files;
  Node() {
    files.write("/etc/kubernetes/admin.conf", "old key", {0600, Secrecy::secret});
    files.write("/etc/kubernetes/pki/ca.crt", "authority", {0644});
    files.own("/etc/kubernetes/pki/ca.crt", 12, 34);
    files.write("/etc/hosts", "old", {0644});
  }
  std::vector<std::string> all() const {
    std::vector<std::string> seen;
    for (const char* folder : {"/etc/kubernetes", "/etc/kubernetes/pki", "/etc/kubernetes/tmp"})
      for (const auto& name : files.list(folder).value_or(std::vector<std::string>{})) {
        const Path path = Path(folder) / name;
        const auto stat = *files.look(path);
        const bool file = stat.kind == Stat::Kind::file;
        seen.push_back(path.string() + " " + std::to_string(stat.mode) + " " +
                       std::to_string(stat.uid) + " " + (file ? *files.read(path) : ""));
      }
    return seen;
  }
};

void change(Files& files) {
  UndoFiles undo(files, kNotes, {"/etc/kubernetes"});
  undo.write("/etc/kubernetes/admin.conf", "new key", {0640, Secrecy::secret});
  undo.write("/etc/kubernetes/admin.conf", "newer key", {0600, Secrecy::secret});
  undo.write("/etc/kubernetes/tmp/deep/new.yaml", "new", {0600});
  if (undo.look("/etc/kubernetes/pki/ca.crt")) undo.own("/etc/kubernetes/pki/ca.crt", 0, 0);
  undo.remove_tree("/etc/kubernetes/pki");
}

void go_back(Files& files) { put_back(read_before_images(files, kNotes), files); }

}  // namespace

TEST_CASE("what a transaction changed, made and removed below its roots is as before") {
  Node n;
  const auto before = n.all();
  change(n.files);
  CHECK(n.all() != before);
  go_back(n.files);
  CHECK(n.all() == before);
  const auto changes = n.files.changes().size();
  go_back(n.files);
  CHECK(n.files.changes().size() == changes);
}

TEST_CASE("elsewhere changes stay") {
  Node n;
  UndoFiles undo(n.files, kNotes, {"/etc/kubernetes"});
  undo.write("/etc/hosts", "new", {0644});
  undo.write("/etc/kubernetes-other/x", "new", {0644});
  CHECK(read_before_images(n.files, kNotes).empty());
}

TEST_CASE("a run that goes on after a crash still knows what was there at first") {
  for (const auto tear : {Tear::before, Tear::half, Tear::after})
    for (unsigned last = 1;; ++last) {
      Node n;
      const auto before = n.all();
      MortalFiles mortal(n.files, std::make_shared<Life>(last, tear));
      if (!crashes([&] { change(mortal); })) break;
      INFO("change " << last << ", tear " << static_cast<int>(tear));
      change(n.files);
      n.files.remove(torn_name("/etc/kubernetes/tmp/deep/new.yaml"));  // as RealFiles clears it
      go_back(n.files);
      auto after = n.all();
      std::erase_if(after, [](const auto& line) { return line.find("/.") != line.npos; });
      CHECK(after == before);
    }
}

TEST_CASE("the way back, cut off anywhere, is gone once more") {
  for (unsigned last = 1;; ++last) {
    Node n;
    const auto before = n.all();
    change(n.files);
    MortalFiles mortal(n.files, last);
    const bool crashed = crashes([&] { go_back(mortal); });
    go_back(n.files);
    CHECK(n.all() == before);
    if (!crashed) break;
  }
}

TEST_CASE("notes are kept from other users, and a damaged one is told") {
  Node n;
  change(n.files);
  const auto names = *n.files.list(kNotes);
  for (const auto& name : names)
    CHECK(n.files.look(Path(kNotes) / name)->mode == 0600);
  n.files.write(Path(kNotes) / "%2Fetc%2Fx.json", "{\"path\":\"relative\"}", {0600});
  CHECK_THROWS_WITH(read_before_images(n.files, kNotes), Catch::Contains("%2Fetc%2Fx.json"));
}
