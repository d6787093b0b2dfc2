#pragma once
#include <memory>
#include <string>
#include <vector>

#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "http/memory_http.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"
#include "tests/support/living_cri.h"
#include "tests/support/mortal_ports.h"

namespace kcluster {

constexpr const char* kUpgradedFrom = "v1.35.4";
constexpr const char* kUpgradedTo = "v1.36.3";
constexpr const char* kServerPod = "/etc/kubernetes/manifests/kube-apiserver.yaml";

/// What an upgrade of the only control plane sees there.
UpgradeOrigin node_to_upgrade();

/// What init left of the old version, made once: its certificates take their time.
const MemoryFiles& files_to_upgrade();

/// A control plane of the old version with its cluster, all in memory; its upgrade has begun.
struct UpgradeWorld {
  MemoryFiles files{&files_to_upgrade()};
  MemorySystem system;
  MemoryClock clock{Time(Seconds(1735700000))};
  Report report;
  std::vector<std::string> warnings;
  std::shared_ptr<MemoryHttp> api = std::make_shared<MemoryHttp>();
  std::shared_ptr<LivingCri> cri = std::make_shared<LivingCri>(files, clock);
  std::shared_ptr<MemoryEtcd> etcd = std::make_shared<MemoryEtcd>();
  UpgradePlan plan;
  UpgradeManner choices;

  explicit UpgradeWorld(bool renew = false);

  /// As `upgrade apply` does it; the backup has its own tests.
  void upgrade(Files& with, System& on, std::shared_ptr<Life> life = {},
               const std::string& only = "");
  void roll_back(Files& with, System& on, std::shared_ptr<Life> life = {});

  long changed_objects() const;
  bool is_new() const;
  /// Every file below /etc/kubernetes and the kubelet's, and what the cluster keeps.
  std::string all() const;

 private:
  void begin();
  Ports ports_over(Files& with, System& on, std::shared_ptr<Life> life);
  void collect(const Path& folder, std::string& text) const;
};

}  // namespace kcluster
