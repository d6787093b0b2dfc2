#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "config/types.h"
#include "plan/addons.h"
#include "plan/cluster.h"
#include "plan/control_plane.h"
#include "plan/etcd.h"
#include "plan/kubelet.h"
#include "plan/preflight.h"
#include "plan/renewal.h"
#include "plan/reset.h"
#include "plan/rest.h"
#include "plan/static_pod.h"

namespace kcluster {

/// An upgrade of this node as it was begun; what is continued and undone are one and the same.
/// Nothing of it is secret.
struct UpgradeSpec {
  std::string id;        ///< "20261121T234500Z": when it began
  std::string from, to;  ///< Kubernetes versions, "v1.35.4"
  std::chrono::system_clock::time_point began;
};

/// What is saved before anything is changed.
struct BackupPlan {
  std::string file;
  std::vector<std::string> files;  ///< of the node
  Json about = Json::object();     ///< for the archive's manifest
  std::string configuration;       ///< ClusterConfiguration as the cluster keeps it
};

/// What this control plane and its cluster said of themselves when the upgrade began.
struct UpgradeOrigin {
  std::string name;
  std::string advertise_address;
  unsigned secure_port = 6443;
  std::string cri_socket, program;
  std::string kubelet_resolv_conf;  ///< see Seen
  std::string version;              ///< of the API server's manifest here, "v1.35.4"
  std::vector<std::string> pods;    ///< components whose manifests are here
  EtcdFiles etcd;                   ///< its own member first, or the external ones
  ClusterConfiguration cluster;
  Json kubelet = Json::object(), proxy = Json::object();  ///< as the cluster keeps them
  /// Nobody has changed what an earlier kubeadm or kcluster made, so it is made anew.
  bool kubelet_generated = false, proxy_generated = false;
  std::vector<std::string> other_control_planes;  ///< nodes
  BackupPlan backup;                              ///< without its file's name
};

/// How the user wants it done.
struct UpgradeManner {
  bool whole = true;  ///< the cluster's first control plane; false: a node that follows it
  bool renew_certificates = true, upgrade_etcd = true;
  std::string patches;
  std::vector<std::string> ignored;  ///< checks whose errors are warnings
  std::string pull_policy = "IfNotPresent";
  bool pull_serial = true;
  Duration limit = std::chrono::minutes(5);  ///< timeouts.upgradeManifests
};

/// Everything that `upgrade apply` does on this node and in the cluster, settled before its first
/// phase.
struct UpgradePlan {
  UpgradeSpec spec;
  std::string node;
  /// Nothing is checked when an upgrade that was cut off goes on: it is half done.
  std::optional<PreflightPlan> preflight;
  bool whole = true;  ///< the cluster's own objects as well
  PullPlan pull;
  bool kubelet_access = false;  ///< the API server's client certificate loses its group
  bool renew = true;
  RenewalPlan renewal;
  bool etcd_upgraded = true;  ///< with a member of its own here
  EtcdPlan etcd;
  ControlPlanePlan control_plane;
  AsidePlan aside;
  BackupPlan backup;
  EtcdFiles etcd_client;
  WaitPlan wait;
  ApiPlan api;
  std::string control_plane_url;  ///< where everybody reaches the API
  UploadConfigPlan upload_config;
  KubeletPlan kubelet;
  BootstrapTokenPlan tokens;
  CoreDnsPlan coredns;
  ProxyPlan proxy;
  Duration limit = std::chrono::minutes(5);
};

/// The cluster's own configuration in the new version with this node's part, as the planners that
/// init uses take it.
Config upgraded_config(const UpgradeOrigin& seen, const std::string& version,
                       const UpgradeManner& choices);

/// Pure; `settled` is upgraded_config().
UpgradePlan plan_upgrade(const UpgradeSpec& spec, const Config& settled, const UpgradeOrigin& seen,
                         const Surroundings& around, const UpgradeManner& choices);

}  // namespace kcluster
