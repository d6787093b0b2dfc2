#pragma once
#include <memory>
#include <string>

#include "config/join.h"
#include "plan/bridge.h"
#include "plan/certificates.h"
#include "plan/cluster.h"
#include "plan/control_plane.h"
#include "plan/etcd_join.h"
#include "plan/hardening.h"
#include "plan/kubeconfigs.h"
#include "plan/kubelet.h"
#include "plan/kubelet_bootstrap.h"
#include "plan/preflight.h"
#include "plan/seen.h"
#include "plan/seen_cluster.h"
#include "plan/static_pod.h"

namespace kcluster {

/// Who speaks for a joining node until it has credentials of its own, and to whom.
struct BootstrapAccess {
  std::string server, authorities;           ///< PEM
  std::string certificate;                   ///< PEM, or empty
  std::shared_ptr<const Secret> key, token;  ///< or null
};

/// What control planes share, as the cluster keeps it, to be opened.
struct DownloadCertsPlan {
  std::vector<SharedFile> files;      ///< key in kubeadm-certs, file on this node
  std::shared_ptr<const Secret> key;  ///< 64 hex digits; null: the files were brought otherwise
  SharedCertificates sealed;
};

/// What `join` will do. It is made in two stages: before discovery only `role`, `node_checks` and
/// `cri_socket` are known, afterwards everything is settled.
struct JoinPlan {
  NodeRole role = NodeRole::worker;
  PreflightPlan node_checks, cluster_checks;
  std::string cri_socket;
  BootstrapAccess access;
  Duration patience = std::chrono::minutes(1);  ///< of calls to the API server
  KubeletBootstrapPlan bootstrap;
  KubeletPlan kubelet;
  WaitPlan wait;
  NodeWaitPlan node_wait;
  BridgePlan bridge;  ///< where the cluster's pods are bridged

  PullPlan pull;  ///< of a worker: what comes out of a bundle, else nothing

  // Of control planes alone.
  DownloadCertsPlan download;
  CertificatesPlan certificates;
  KubeconfigsPlan kubeconfigs;
  HardeningPlan hardening;
  ControlPlanePlan control_plane;
  PreflightPlan etcd_checks;  ///< of external etcd, once its client files are here
  EtcdJoinPlan etcd;
  ApiPlan api;
  MarkControlPlanePlan mark;
};

/// The first stage, pure.
JoinPlan plan_join_beginning(const JoinConfiguration& settled, const Seen& seen,
                             Beginning beginning);

/// Everything, pure.
JoinPlan plan_join(const JoinConfiguration& settled, const Seen& seen, const SeenCluster& cluster,
                   const BootstrapAccess& access, const Surroundings& around, Beginning beginning);

}  // namespace kcluster
