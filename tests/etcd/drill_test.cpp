#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/real_etcd.h"
#include "host/interrupt.h"
#include "host/real_files.h"
#include "host/real_system.h"
#include "phases/etcd_drill.h"
#include "tests/etcd/samples.h"

namespace kcluster {
namespace {

/// A drill with a real etcd, in a folder of its own.
class Trial {
 public:
  DrillSeen run(const Path& file, EtcdLine line, Digest digest = Digest::required) {
    DrillPlan plan;
    plan.name = file;
    plan.digest = digest;
    plan.work_folder = temp_.path();
    plan.binary = etcd_binary(line);
    RealFiles files;
    RealSystem system(interrupt_);
    const OpenEtcd open = [](const EtcdAccess& access) { return make_etcd(access, {}); };
    return drill(plan, *files.open(file), {files, system, *clock, {}, open, {}}, {});
  }
  bool nothing_left() const { return std::filesystem::is_empty(temp_.path()); }

  std::shared_ptr<const Clock> clock;

 private:
  Interrupt interrupt_;
  TempFolder temp_;
};

}  // namespace

TEST_CASE("a backup passes its drill under every etcd from its own line on", "[lines][drill]") {
  const RealCluster cluster({"n1"}, EtcdLine::v3_5);
  const auto sample = sample_named(cluster, "an alarm");
  Trial trial;
  trial.clock = cluster.shared_clock();
  for (const auto line : etcd_lines) {
    INFO(line_text(line));
    const auto seen = trial.run(sample.file, line);
    CHECK(seen.faults == std::vector<std::string>{});
    CHECK(seen.version.substr(0, 3) == line_text(line));
    CHECK(seen.hash.hash == sample.hash.hash);
    CHECK(seen.file.by_prefix.at("/registry/configmaps/") == 100);
    CHECK(seen.file.by_prefix.at("/registry/events/") == 3);
    CHECK(seen.alarms == std::vector<std::string>{"NOSPACE"});
    CHECK(seen.warnings.size() == 1);
    CHECK(trial.nothing_left());
  }
}

TEST_CASE("a backup whose users need passwords passes its drill without them", "[lines][drill]") {
  RealCluster cluster({"n1"});
  sample_named(cluster, "users and roles");
  cluster.gateway("/v3/auth/enable", Json::object());
  const auto file = cluster.folder().path() / "n1/member/snap/db";
  cluster.clock().await("etcd's writing", Millis(60000), [&]() -> std::optional<std::string> {
    const auto seen = examine_snapshot(*RealFiles().open(file), Digest::optional);
    return seen.contents.auth ? std::nullopt : std::optional<std::string>("users not in force");
  });
  cluster.stop("n1");
  Trial trial;
  trial.clock = cluster.shared_clock();
  const auto seen = trial.run(file, EtcdLine::v3_6, Digest::optional);
  CHECK(seen.snapshot.contents.auth);
  CHECK(seen.faults == std::vector<std::string>{});
  CHECK(trial.nothing_left());
}

TEST_CASE("a backup of a newer etcd fails its drill with the reason", "[lines][drill]") {
  const RealCluster cluster({"n1"}, EtcdLine::v3_7);
  cluster.clock().await("a storage version", Millis(60000), [&]() -> std::optional<std::string> {
    const auto status = cluster.etcd()->status(cluster.client_url("n1"));
    return status.storage_version.empty() ? std::optional<std::string>("none") : std::nullopt;
  });
  const auto sample = sample_named(cluster, "some keys");
  Trial trial;
  trial.clock = cluster.shared_clock();
  CHECK_THROWS_WITH(trial.run(sample.file, EtcdLine::v3_6), Catch::Contains("is of etcd 3.7"));
  CHECK(trial.nothing_left());
}

}  // namespace kcluster
