#include "phases/etcd_restore.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "cri/memory_cri.h"
#include "etcd/memory_etcd.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "kubernetes/paths.h"
#include "phases/rest.h"
#include "phases/restore_notes.h"
#include "snapshot/verify.h"
#include "tests/support/full_disk.h"
#include "tests/support/mortal_ports.h"
#include "tests/support/snapshot_maker.h"
#include "workflow/transact.h"

namespace kcluster {
namespace {

constexpr const char* kManifest = "/etc/kubernetes/manifests/etcd.yaml";
constexpr const char* kDatabase = "/var/lib/etcd/member/snap/db";

Buckets with_members(Buckets buckets, std::initializer_list<const char*> names) {
  buckets["members"].clear();
  std::uint64_t id = 0xa1;
  for (const char* name : names) {
    const auto text = member_id_text(id);
    buckets["members"].push_back({text,
                                  R"({"id":)" + std::to_string(id++) +
                                      R"(,"peerURLs":["https://10.0.0.1:2380"],"name":")" + name +
                                      R"("})",
                                  0});
  }
  return buckets;
}

/// A control plane of one member, and the snapshot of that member.
struct Node {
  MemoryFiles files;
  MemorySystem system;
  std::shared_ptr<MemoryCri> cri = std::make_shared<MemoryCri>();
  EtcdRestorePlan plan;
  std::unique_ptr<FileBytes> bytes;
  std::unique_ptr<RestoreSource> source;

  explicit Node(std::initializer_list<const char*> members = {"cka-control"}) {
    files.write(kManifest, "etcd", {});
    files.write(kDatabase, "old", {});
    system.machine.unit_files = {{"kubelet", "enabled"}};
    system.machine.active = {"kubelet"};
    const auto made = make_snapshot(
        with_members(etcd_buckets({put_entry("/registry/a", "1", 5)}), members), {1024, 7});
    files.write("/backup.db", made, {0600});
    bytes = files.open("/backup.db");
    source = std::make_unique<RestoreSource>(RestoreSource{*bytes});
    SeenRestore seen;
    seen.etcd = SeenEtcdPod{"cka-control", "https://192.168.1.20:2380", "/var/lib/etcd", {}};
    seen.etcd_version = "3.6.16-0";
    seen.pods = {"etcd"};
    seen.program = "/usr/bin/kcluster";
    const auto sum = examine_snapshot(*bytes, Digest::required).sha256;
    plan = plan_restore(new_restore(seen, sum, "20261121T000000Z", "token", 100), seen, {});
    plan.file = "/backup.db";
    plan.source = source.get();
  }

  /// As the table does it, up to the point where etcd starts.
  void restore(Files& with, System& on) {
    build_data(plan, with);
    account_for_members(plan, with);
    set_aside(plan.aside, [this] { return cri; }, with, on, {});
    swap_data(plan, with);
    put_back(plan.aside, "etcd", with);
  }
  bool has_old() const { return files.read(kDatabase) == "old"; }
  bool has_new() const {
    const auto database = files.open(kDatabase);
    if (!database || has_old()) return false;
    const auto seen = examine_snapshot(*database, Digest::optional);
    return seen.damages.none() && seen.contents.revision == 105;
  }
};

}  // namespace

TEST_CASE("the new data take the place of the old, which are kept") {
  Node n;
  n.restore(n.files, n.system);
  CHECK(n.has_new());
  CHECK(n.files.read("/var/lib/etcd/member.before-20261121T000000Z/snap/db") == "old");
  CHECK_FALSE(n.files.look("/var/lib/etcd/.kcluster-restore"));
  CHECK(n.files.look(kManifest));
  const auto built = read_built(n.plan.spec.id, n.files);
  REQUIRE(built);
  CHECK(built->revision == 105);
  CHECK(built->members == std::vector<std::string>{"cka-control"});
}

TEST_CASE("what went and what came is counted by kind") {
  Node n;
  const auto old = make_database(etcd_buckets({put_entry("/registry/pods/default/a", "1", 5),
                                               put_entry("/registry/pods/default/b", "1", 6)}),
                                 {1024, 7});
  n.files.write(kDatabase, old, {});
  n.restore(n.files, n.system);
  const auto changes = object_changes(n.plan, n.files);
  REQUIRE(changes.contains("/registry/pods/"));
  CHECK(changes.at("/registry/pods/").before == 2);
  CHECK(changes.at("/registry/pods/").now == 0);
}

TEST_CASE("of data that were no database nothing is counted") {
  Node n;
  n.restore(n.files, n.system);
  CHECK(object_changes(n.plan, n.files).empty());
}

TEST_CASE("a second run changes nothing, and --undo goes back") {
  Node n;
  n.restore(n.files, n.system);
  const auto changes = n.files.changes().size();
  n.restore(n.files, n.system);
  CHECK(n.has_new());
  swap_data_back(n.plan, n.files);
  CHECK(n.has_old());
  CHECK(n.files.look("/var/lib/etcd/member.undone-20261121T000000Z/snap/db"));
  swap_data_back(n.plan, n.files);
  CHECK(n.has_old());
  CHECK(changes > 0);
}

TEST_CASE("a restore that failed leaves the way back of the one before it") {
  Node n;
  const BegunRestore first{n.plan.spec, "/backup.db", BegunRestore::State::finished};
  write_begun_restore(first, n.files);
  n.restore(n.files, n.system);
  auto second = first;
  second.spec.id = "20261122T000000Z";
  second.state = BegunRestore::State::open;
  write_begun_restore(second, n.files);
  write_built(second.spec.id, {}, n.files);
  CHECK(read_begun_restore(n.files)->spec.id == second.spec.id);
  forget_restore(n.files);
  const auto left = read_begun_restore(n.files);
  REQUIRE(left);
  CHECK(left->spec.id == first.spec.id);
  CHECK(left->state == BegunRestore::State::finished);
  CHECK(read_built(first.spec.id, n.files)->revision == 105);
  forget_restore(n.files);
  CHECK_FALSE(read_begun_restore(n.files));
}

TEST_CASE("cut off anywhere, either data are whole, and the next run ends in the new ones") {
  for (const auto tear : {Tear::before, Tear::half, Tear::after})
    for (unsigned last = 1;; ++last) {
      Node n;
      const auto life = std::make_shared<Life>(last, tear);
      MortalFiles files(n.files, life);
      MortalSystem system(n.system, life);
      const bool crashed = crashes([&] { n.restore(files, system); });
      INFO("change " << last << ", tear " << static_cast<int>(tear));
      if (!crashed) break;
      recover_if_cut_off(n.files, n.system, {});
      const bool between = !n.files.look("/var/lib/etcd/member");
      if (between) CHECK_FALSE(n.files.look(kManifest));  // no etcd may begin a new cluster there
      CHECK((between || n.has_old() || n.has_new()));
      n.restore(n.files, n.system);
      CHECK(n.has_new());
      CHECK(n.files.look(kManifest));
    }
}

TEST_CASE("going back with etcd stopped, what was written since is counted and wants leave") {
  Node n;
  require_discard_at_rest(n.plan, n.files);  // the old data are in use
  n.restore(n.files, n.system);
  require_discard_at_rest(n.plan, n.files);  // the new ones have not run
  const auto written = [&](const std::string& database) {
    n.files.write(kDatabase, database, {});
    return [&] { require_discard_at_rest(n.plan, n.files); };
  };
  const auto later = make_database(etcd_buckets({put_entry("/registry/a", "1", 108)}), {1024, 7});
  CHECK_THROWS_WITH(written(later)(), Catch::Contains("3 writes since the restore"));
  CHECK_THROWS_WITH(written("noise")(), Catch::Contains("an unknown number of writes"));
  n.plan.discard_writes = true;
  require_discard_at_rest(n.plan, n.files);
  n.plan.discard_writes = false;
  swap_data_back(n.plan, n.files);
  require_discard_at_rest(n.plan, n.files);
}

TEST_CASE(
    "cut off anywhere, a failure of the next run leaves the old data, or the new ones whole") {
  for (unsigned last = 1;; ++last) {
    Node n;
    const auto life = std::make_shared<Life>(last);
    MortalFiles files(n.files, life);
    MortalSystem system(n.system, life);
    const bool crashed = crashes([&] { n.restore(files, system); });
    INFO("change " << last);
    if (!crashed) break;
    const bool new_in_place = n.has_new();
    abandon_restore(n.plan, n.files, n.system);
    CHECK((new_in_place ? n.has_new() : n.has_old()));
    if (!new_in_place) {
      CHECK(n.files.look(kManifest));
      CHECK_FALSE(n.files.look("/var/lib/etcd/.kcluster-restore"));
      CHECK_FALSE(read_built(n.plan.spec.id, n.files));
    }
  }
}

TEST_CASE("whenever the disk fills, all is back with the old data, and again it works") {
  on_filling_disks([](FillingDisk& disk) {
    Node n;
    FillingFiles filling(n.files, disk);
    const auto back = [&] { abandon_restore(n.plan, filling, n.system); };
    try {
      transact([&] { n.restore(filling, n.system); }, [] {}, back);
    } catch (const Error& error) {
      CHECK_THAT(render(error), Catch::Contains("No space left on device") &&
                                    Catch::Contains("free some disk space"));
      CHECK(n.has_old());
      CHECK(n.files.look(kManifest));
      CHECK(n.system.active("kubelet"));
      CHECK_FALSE(n.files.look(paths::rest));
      CHECK(n.files.list("/var/lib/etcd") == std::vector<std::string>{"member"});
      CHECK_FALSE(read_built(n.plan.spec.id, n.files));
      n.restore(n.files, n.system);
    }
    CHECK(n.has_new());
    CHECK(n.files.look(kManifest));
  });
}

TEST_CASE("a member that nobody answers for would go on by itself") {
  Node n{"cka-control", "cka-control2"};
  build_data(n.plan, n.files);
  CHECK_THROWS_WITH(account_for_members(n.plan, n.files),
                    Catch::Contains("other members: cka-control2"));
  n.plan.without = {"cka-control2"};
  account_for_members(n.plan, n.files);
}

TEST_CASE("a snapshot of another cluster is told from this one's") {
  Node n{"far-away"};
  build_data(n.plan, n.files);
  CHECK_THROWS_WITH(account_for_members(n.plan, n.files), Catch::Contains("another cluster"));
  n.plan.another_cluster = true;
  CHECK_THROWS_WITH(account_for_members(n.plan, n.files), Catch::Contains("other members"));
  n.plan.without = {"far-away"};
  account_for_members(n.plan, n.files);
}

TEST_CASE("data that an etcd of another kind has open stay") {
  Node n;
  n.system.machine.locked = {kDatabase};
  CHECK_THROWS_WITH(require_unused(n.plan, n.files, n.system), Catch::Contains("still has"));
  n.system.machine.locked.clear();
  require_unused(n.plan, n.files, n.system);
}

TEST_CASE("another snapshot than the chosen one is refused, and nothing of it is left") {
  Node n;
  n.plan.spec.snapshot = std::string(64, '0');
  CHECK_THROWS_WITH(build_data(n.plan, n.files), Catch::Contains("another snapshot"));
  CHECK_FALSE(n.files.look("/var/lib/etcd/.kcluster-restore"));
  CHECK(n.has_old());
}

TEST_CASE("a snapshot of a later etcd is refused") {
  Node n;
  n.plan.etcd_version = "3.5.24-0";
  CHECK_THROWS_WITH(build_data(n.plan, n.files), Catch::Contains("does not start from"));
  abandon_restore(n.plan, n.files, n.system);
  CHECK_FALSE(n.files.look("/var/lib/etcd/.kcluster-restore"));
}

}  // namespace kcluster
