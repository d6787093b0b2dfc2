#pragma once
#include <memory>
#include <string>

#include "config/types.h"
#include "plan/addons.h"
#include "plan/certificates.h"
#include "plan/cluster.h"
#include "plan/control_plane.h"
#include "plan/etcd.h"
#include "plan/hardening.h"
#include "plan/kubeconfigs.h"
#include "plan/kubelet.h"
#include "plan/preflight.h"
#include "plan/seen.h"
#include "plan/static_pod.h"

namespace kcluster {

/// Everything `init` will do, settled before its first phase; each phase sees its own part only.
struct InitPlan {
  PreflightPlan preflight;
  PullPlan pull;
  CertificatesPlan certificates;
  KubeconfigsPlan kubeconfigs;
  EtcdPlan etcd;
  HardeningPlan hardening;
  std::string encryption;  ///< "secretbox": with which Secrets are stored; empty: in plain
  ControlPlanePlan control_plane;
  KubeletPlan kubelet;
  WaitPlan wait;
  ApiPlan api;
  std::vector<std::string> controller_accounts;  ///< plan/controller_accounts.h
  UploadConfigPlan upload_config;
  UploadCertsPlan upload_certs;
  bool certificates_uploaded = false;  ///< --upload-certs
  MarkControlPlanePlan mark;
  BootstrapTokenPlan tokens;
  CoreDnsPlan coredns;
  ProxyPlan proxy;
  PodNetworkPlan pod_network;
  std::string cri_socket;
  std::string server;                             ///< of the cluster, for those who join
  std::shared_ptr<const Secret> certificate_key;  ///< null: none was given or made
  bool endpoint_given = false;  ///< controlPlaneEndpoint: the cluster can grow to several
  bool show_token = true, show_certificate_key = true;
};

/// What the command line says beside the configuration.
struct InitChoices {
  Beginning beginning = Beginning::fresh;
  std::string pod_network;  ///< "none", "bridge" or a manifest's path
  bool upload_certs = false;
  bool show_token = true, show_certificate_key = true;
  std::string encryption = {};  ///< "secretbox"; empty: as the configuration has it
};

/// Pure. The settled configuration already holds its tokens and, if wanted, the certificate key.
InitPlan plan_init(const Config& settled, const Seen& seen, const Surroundings& around,
                   const InitChoices& choices);

}  // namespace kcluster
