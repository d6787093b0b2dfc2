#include "phases/etcd_drill.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "cri/memory_cri.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "tests/support/full_disk.h"
#include "tests/support/mortal_ports.h"
#include "tests/support/snapshot_maker.h"

namespace kcluster {
namespace {

const std::vector<BoltEntry> kKeys{put_entry("/registry/pods/a/1", "v", 2),
                                   put_entry("/registry/pods/a/2", "v", 3),
                                   put_entry("/registry/secrets/a/1", "v", 4)};

/// What a true etcd on the restored data would say, unless the test lets it say otherwise.
class Restarted : public MemoryEtcd {
 public:
  explicit Restarted(std::string url) {
    cluster.members = {{0xa1, "drill", {"http://127.0.0.1:2380"}, {std::move(url)}, false}};
    cluster.keys = {"/registry/pods/a/1", "/registry/pods/a/2", "/registry/secrets/a/1"};
  }
  EtcdHash hash_kv(const std::string&, std::int64_t revision) const override {
    return {hash, revision, -1};
  }
  EtcdStatus status(const std::string&) const override {
    EtcdStatus made;
    made.version = "3.6.16";
    made.leader = 0xa1;
    return made;
  }
  std::uint32_t hash = 0;
};

struct World {
  MemoryFiles files;
  MemorySystem system;
  MemoryClock clock;
  std::shared_ptr<MemoryCri> runtime = std::make_shared<MemoryCri>();
  std::shared_ptr<Restarted> etcd =
      std::make_shared<Restarted>("unix:///var/lib/kcluster/kcluster-drill/client.sock");
  std::string asked_for;  // the endpoint
  std::function<std::shared_ptr<Cri>(const std::string&)> cri = [this](const std::string&) {
    return runtime;
  };
  OpenEtcd open = [this](const EtcdAccess& access) {
    asked_for = access.endpoints.at(0);
    return etcd;
  };
  Tell tell;
  DrillPlan plan;
  MemoryBytes snapshot{make_snapshot(etcd_buckets(kKeys))};

  World() {
    files.make_dir("/var/lib/kcluster", 0700);
    plan.name = "/backup.db";
    plan.work_folder = "/var/lib/kcluster";
    plan.binary = "/opt/etcd";
    system.machine.programs["/opt/etcd --version"] = {0, "etcd Version: 3.6.16\nGit SHA: 1\n", ""};
    etcd->hash = examine_snapshot(snapshot, Digest::required).contents.hash_kv;
  }
  DrillSeen run() { return run(files, system); }
  DrillSeen run(Files& on, System& by) {
    return drill(plan, snapshot, {on, by, clock, cri, open, tell}, {});
  }
  std::vector<std::string> left() const { return *files.list("/var/lib/kcluster"); }
};

bool has(const std::vector<std::string>& argv, const std::string& word) {
  return std::find(argv.begin(), argv.end(), word) != argv.end();
}

}  // namespace

TEST_CASE("a good backup passes its drill, and nothing of it is left") {
  World world;
  const auto seen = world.run();
  CHECK(seen.faults.empty());
  CHECK(seen.warnings.empty());
  CHECK(seen.version == "3.6.16");
  CHECK(seen.file.keys == 3);
  CHECK(seen.file.by_prefix.at("/registry/pods/") == 2);
  CHECK(seen.etcd_counts.by_prefix == seen.file.by_prefix);
  CHECK(world.left().empty());
  CHECK(world.asked_for == "unix:///var/lib/kcluster/kcluster-drill/client.sock");
  const auto& argv = world.system.changes().at(0).argv;
  CHECK(has(argv, "--bounding-set=-all"));
  CHECK(has(argv, "--listen-peer-urls=unix:///var/lib/kcluster/kcluster-drill/peer.sock"));
}

TEST_CASE("whatever differs is told: hash, keys, a kind, alarms") {
  World world;
  SECTION("the hash") { ++world.etcd->hash; }
  SECTION("a key that is gone") { world.etcd->cluster.keys.erase("/registry/pods/a/2"); }
  SECTION("one of another kind") {
    world.etcd->cluster.keys.erase("/registry/pods/a/2");
    world.etcd->cluster.keys.insert("/registry/secrets/a/2");
  }
  SECTION("an alarm that was not saved") {
    world.etcd->cluster.alarms = {{0xa1, EtcdAlarm::Kind::no_space}};
  }
  CHECK_FALSE(world.run().faults.empty());
  CHECK(world.left().empty());
}

TEST_CASE("an alarm of the backup: no space is a warning, corruption a fault") {
  auto buckets = etcd_buckets(kKeys);
  const bool corrupt = GENERATE(false, true);
  buckets["alarm"] = {{MessageWriter().number(1, 0xa1).number(2, corrupt ? 2 : 1).text(), "", 0}};
  World world;
  world.snapshot = MemoryBytes(make_snapshot(buckets));
  world.etcd->cluster.alarms = {
      {0xa1, corrupt ? EtcdAlarm::Kind::corrupt : EtcdAlarm::Kind::no_space}};
  const auto seen = world.run();
  CHECK(seen.faults.size() == (corrupt ? 1 : 0));
  CHECK(seen.warnings.size() == (corrupt ? 0 : 1));
}

TEST_CASE("etcd's users are let in for the drill alone") {
  auto buckets = etcd_buckets(kKeys);
  buckets["auth"].insert(buckets["auth"].begin(), {"authEnabled", "\x01", 0});
  World world;
  world.snapshot = MemoryBytes(make_snapshot(buckets));
  const auto seen = world.run();
  CHECK(seen.snapshot.contents.auth);
  CHECK(seen.faults.empty());
  CHECK(seen.warnings.size() == 1);
}

TEST_CASE("without a given etcd the program of the node's own is copied") {
  World world;
  world.plan.binary.clear();
  world.plan.cri_sockets = {"unix:///run/containerd/containerd.sock"};
  const std::string copy = "/var/lib/kcluster/kcluster-drill/etcd";
  world.system.machine.programs[copy + " --version"] = {0, "etcd Version: 3.6.16\n", ""};
  CHECK_THROWS_WITH(world.run(), Catch::Contains("no etcd runs on this node"));
  CHECK(world.left().empty());
  Container container;
  container.id = "c1";
  container.name = "etcd";
  container.pod_namespace = "kube-system";
  container.image = "registry.k8s.io/etcd:3.6.16-0";
  container.state = Container::State::running;
  world.runtime->runtime.containers = {container};
  world.runtime->runtime.processes = {{"c1", 4711}};
  world.files.write("/proc/4711/exe", "a program", {0755});
  const auto seen = world.run();
  CHECK(seen.etcd == "of registry.k8s.io/etcd:3.6.16-0");
  CHECK(has(world.system.changes().at(0).argv, copy));
  CHECK(world.left().empty());
}

TEST_CASE("an etcd that does not start says why, and what is no etcd is refused") {
  World world;
  SECTION("it ends at once") {
    world.system.machine.programs["setpriv"] = {1, "", "version 3.7.0 is not supported\n"};
    CHECK_THROWS_WITH(world.run(), Catch::Contains("version 3.7.0 is not supported"));
  }
  SECTION("it is another program") {
    world.plan.binary = "/bin/true";
    world.system.machine.programs["/bin/true --version"] = {0, "true 9.1\n", ""};
    CHECK_THROWS_WITH(world.run(), Catch::Contains("does not say which etcd"));
  }
  SECTION("it is older than the backup") {
    world.system.machine.programs["/opt/etcd --version"] = {0, "etcd Version: 3.5.35\n", ""};
    CHECK_THROWS_WITH(world.run(), Catch::Contains("is of etcd 3.6.0"));
  }
  CHECK(world.left().empty());
}

TEST_CASE("one drill at a time, in a folder of one's own") {
  World world;
  SECTION("another one is under way") {
    world.files.write("/var/lib/kcluster/kcluster-drill/data/x", "theirs", {0600});
    world.system.machine.locked.insert("/var/lib/kcluster/kcluster-drill/lock");
    CHECK_THROWS_WITH(world.run(), Catch::Contains("another drill is under way"));
    CHECK(world.files.read("/var/lib/kcluster/kcluster-drill/data/x") == "theirs");
  }
  SECTION("a folder of someone else") {
    world.files.make_dir("/var/lib/kcluster/kcluster-drill", 0777);
    world.files.own("/var/lib/kcluster/kcluster-drill", 1000, 1000);
    CHECK_THROWS_WITH(world.run(), Catch::Contains("not a folder of this user's"));
  }
  SECTION("a link") {
    world.files.link("/etc", "/var/lib/kcluster/kcluster-drill");
    CHECK_THROWS_WITH(world.run(), Catch::Contains("not a folder of this user's"));
  }
  SECTION("a path in which there can be no socket") {
    world.plan.work_folder = "/mnt/my backups";
    CHECK_THROWS_AS(world.run(), Error);
  }
  CHECK(world.system.changes().empty());
}

TEST_CASE("whenever the disk fills meanwhile, the drill leaves nothing there, and again it works") {
  on_filling_disks([](FillingDisk& disk) {
    World world;
    FillingFiles filling(world.files, disk);
    try {
      const auto seen = world.run(filling, world.system);
      CHECK(seen.faults.empty());
    } catch (const Error& error) {
      CHECK_THAT(render(error), Catch::Contains("/var/lib/kcluster/kcluster-drill") &&
                                    Catch::Contains("No space left on device") &&
                                    Catch::Contains("free some disk space"));
      CHECK(world.left().empty());
      CHECK(world.run().faults.empty());
    }
    CHECK(world.left().empty());
  });
}

TEST_CASE("wherever a drill is killed, the next one clears what it left") {
  const auto tear = GENERATE(Tear::before, Tear::half, Tear::after);
  for (unsigned last = 1;; ++last) {
    REQUIRE(last < 100);
    World world;
    const auto life = std::make_shared<Life>(last, tear);
    MortalFiles files(world.files, life);
    MortalSystem system(world.system, life);
    try {
      world.run(files, system);
    } catch (const Crash&) {
    }
    CHECK(world.run().faults.empty());
    CHECK(world.left().empty());
    if (!life->dead()) break;
  }
}

}  // namespace kcluster
