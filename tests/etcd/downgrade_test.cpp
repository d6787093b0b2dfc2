#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "etcd/real_etcd.h"
#include "host/memory_files.h"
#include "host/undo_files.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"
#include "tests/etcd/real_cluster.h"

namespace kcluster {
namespace {

constexpr const char* kManifest = "/etc/kubernetes/manifests/etcd.yaml";
constexpr Millis kLimit = std::chrono::seconds(60);
const std::vector<std::string> kNames{"n1", "n2", "n3"};

std::string manifest_of(const std::string& tag) {
  return "spec:\n  containers:\n  - image: registry.k8s.io/etcd:" + tag + "\n";
}

/// A control plane whose etcd was upgraded, as far as a way back looks at it.
struct Upgraded {
  MemoryFiles files;
  UpgradePlan plan;
  std::vector<std::string> told;

  Upgraded(const RealCluster& cluster, const std::string& from, const std::string& to,
           const std::string& name = "n1") {
    const auto access = cluster.access();
    files.write("/ca.crt", access.authorities, {});
    files.write("/client.crt", access.client_certificate, {});
    files.write("/client.key", access.client_key->reveal(), {});
    plan.etcd_client = {{cluster.client_url(name)}, "/ca.crt", "/client.crt", "/client.key"};
    files.write(kManifest, manifest_of(from), {0600});
    UndoFiles undo(files, upgrade_folder::files, {"/etc/kubernetes"});
    undo.write(kManifest, manifest_of(to), {0600});
  }
  void lower(const Clock& clock) {
    lower_etcd(
        plan, files, [](const EtcdAccess& access) { return make_etcd(access, {}); }, clock,
        [this](const Event& event) { told.push_back(event.text); });
  }
};

void end(RealCluster& cluster, const std::string& name = "n1") {
  cluster.signal(name, SIGTERM);
  cluster.ended(name);
}

void go_on_with(EtcdLine line, RealCluster& cluster, const std::string& name = "n1") {
  cluster.use(line);
  cluster.start(name);
  cluster.await_leader();
}

void replace(const std::string& name, EtcdLine line, RealCluster& cluster) {
  end(cluster, name);
  go_on_with(line, cluster, name);
}

void await_storage(const RealCluster& cluster, const Etcd& etcd, const std::string& version,
                   const std::string& name = "n1") {
  cluster.clock().await("the storage version", kLimit, [&]() -> std::optional<std::string> {
    const auto now = etcd.status(cluster.client_url(name)).storage_version;
    if (now == version) return std::nullopt;
    return "it is " + now;
  });
}

/// Three members that went from 3.6 to 3.7 one after another.
struct Three {
  RealCluster cluster{kNames, EtcdLine::v3_6};
  std::shared_ptr<Etcd> etcd = cluster.etcd();

  Three() {
    REQUIRE(cluster.put("/before", "1") == 200);
    for (const auto& name : kNames) replace(name, EtcdLine::v3_7, cluster);
    for (const auto& name : kNames) await_storage(cluster, *etcd, "3.7.0", name);
    REQUIRE(cluster.put("/since", "1") == 200);
  }
  /// As a rollback on that node does it.
  std::vector<std::string> go_back(const std::string& name) {
    Upgraded node(cluster, "3.6.8-0", "3.7.1-0", name);
    node.lower(cluster.clock());
    CHECK(etcd->status(cluster.client_url(name)).storage_version == "3.6.0");
    replace(name, EtcdLine::v3_6, cluster);
    return node.told;
  }
  bool downgrading() const {
    return std::any_of(kNames.begin(), kNames.end(), [this](const std::string& name) {
      return etcd->status(cluster.client_url(name)).downgrading;
    });
  }
  void await_end() {
    cluster.clock().await("the downgrade's end", kLimit, [&]() -> std::optional<std::string> {
      if (!downgrading()) return std::nullopt;
      return "it goes on";
    });
  }
};

void there_and_back(EtcdLine older, EtcdLine newer) {
  const auto from = line_text(older), to = line_text(newer);
  RealCluster cluster({"n1"}, older);
  const auto etcd = cluster.etcd();
  const auto url = cluster.client_url("n1");
  REQUIRE(cluster.put("/before", "1") == 200);
  end(cluster);
  go_on_with(newer, cluster);
  REQUIRE(cluster.put("/since", "1") == 200);
  Upgraded node(cluster, from + ".8-0", to + ".1-0");
  node.lower(cluster.clock());
  const auto lowered = etcd->status(url);
  CHECK(lowered.downgrading);
  CHECK(lowered.downgrade_target.starts_with(from));
  CHECK_FALSE(lowered.storage_version.starts_with(to));
  REQUIRE(node.told.size() == 1);
  CHECK_THAT(node.told[0], Catch::Contains(from + ".0"));
  node.lower(cluster.clock());  // a second time there is nothing to wait for
  end(cluster);
  go_on_with(older, cluster);
  CHECK(etcd->status(url).version.starts_with(from));
  CHECK(etcd->count("/before") == 1);
  CHECK(etcd->count("/since") == 1);
}

}  // namespace

TEST_CASE("etcd that went up to 3.7 comes down to 3.6 with all data") {
  there_and_back(EtcdLine::v3_6, EtcdLine::v3_7);
}

TEST_CASE("etcd that went up to 3.6 comes down to 3.5 with all data") {
  there_and_back(EtcdLine::v3_5, EtcdLine::v3_6);
}

TEST_CASE(
    "data that went up a minor are refused by the etcd before unless it was asked to lower them") {
  RealCluster cluster({"n1"}, EtcdLine::v3_7);
  const auto etcd = cluster.etcd();
  await_storage(cluster, *etcd, "3.7.0");
  end(cluster);
  cluster.use(EtcdLine::v3_6);
  cluster.start("n1");
  CHECK(cluster.ended("n1") != 0);
}

TEST_CASE("within a minor nothing is asked of etcd") {
  const RealCluster cluster({"n1"});
  Upgraded node(cluster, "3.6.6-0", "3.6.8-0");
  node.lower(cluster.clock());
  CHECK(node.told.empty());
  CHECK_FALSE(cluster.etcd()->status(cluster.client_url("n1")).downgrading);
}

TEST_CASE("an etcd that does not answer is warned of, not waited for") {
  RealCluster cluster({"n1"});
  Upgraded node(cluster, "3.6.8-0", "3.7.1-0");
  cluster.stop("n1");
  node.lower(cluster.clock());
  REQUIRE(node.told.size() == 1);
  CHECK_THAT(node.told[0], Catch::Contains("cannot be asked"));
}

TEST_CASE("three members that went up to 3.7 come down to 3.6 one by one with all data") {
  Three three;
  CHECK(three.go_back("n1").size() == 1);
  CHECK(three.downgrading());
  for (const std::string name : {"n2", "n3"}) CHECK(three.go_back(name).empty());
  CHECK(three.etcd->count("/before") == 1);
  CHECK(three.etcd->count("/since") == 1);
  three.await_end();  // etcd ends it by itself, once the last one is there
}

TEST_CASE("a downgrade that not all members went is ended when an upgrade goes forward again") {
  Three three;
  three.go_back("n1");
  std::vector<std::string> told;
  const auto forward = [&](const std::string& tag) {
    end_downgrade(manifest_of(tag), look_at_health(*three.etcd), *three.etcd,
                  [&](const Event& event) { told.push_back(event.text); });
  };
  forward("3.6.8-0");
  CHECK(told.empty());  // an etcd of the older minor suits it
  CHECK(three.downgrading());
  forward("3.7.1-0");
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0], Catch::Contains("3.6.0 was ended"));
  CHECK_FALSE(three.downgrading());
  forward("3.7.1-0");
  CHECK(told.size() == 1);
  replace("n1", EtcdLine::v3_7, three.cluster);
  for (const auto& name : kNames) await_storage(three.cluster, *three.etcd, "3.7.0", name);
  CHECK(three.etcd->count("/since") == 1);
}

}  // namespace kcluster
