#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/types.h"

/// What a cluster looks like before an upgrade. What did not answer is absent; `unseen` says why.
/// Made by observe/upgrade.h.
namespace kcluster {

/// What one node runs of something: "v1.35.4", of etcd "3.6.6-0"; as the image's tag says it.
struct NodeVersion {
  std::string node, version;
  bool operator==(const NodeVersion&) const = default;
};

/// The versions that run, by node.
struct SeenVersions {
  std::vector<NodeVersion> apiservers, controller_managers, schedulers, etcd;
  std::vector<NodeVersion> kubelets;
  std::string coredns, kube_proxy;  ///< of their images; empty: not deployed, or not seen
  std::string configured;           ///< kubeadm-config's kubernetesVersion
};

struct SeenUpgradeNode {
  std::string name;
  bool control_plane = false, ready = false, cordoned = false;
  std::string why;  ///< it is not ready
};

/// A component of some node that is not well.
struct SeenFault {
  std::string node, component, why;
};

/// A member of etcd.
struct SeenEtcdMember {
  std::string name;
  std::string version;          ///< its program's, "3.6.6"; empty: it does not answer
  std::string storage_version;  ///< "3.6.0"
  bool learner = false, leads = false;
  std::string fault;         ///< why it does not count for quorum; empty: it does
  std::int64_t db_size = 0;  ///< bytes
};

/// A CustomResourceDefinition whose objects may lie in more versions than the one it stores now.
struct SeenDefinition {
  std::string name;                 ///< "crontabs.example.com"
  std::vector<std::string> stored;  ///< status.storedVersions
  std::vector<std::string> served;  ///< spec.versions that are served
  std::string storage;              ///< the one that new objects are stored in
};

/// A deprecated API that was requested since the API server started.
struct SeenDeprecatedUse {
  std::string group, version, resource;  ///< group "" is core
  std::string removed_release;           ///< "1.37"; empty: not decided
  std::vector<std::string> managers;     ///< who wrote objects through it; empty: not known
};

/// A PodDisruptionBudget that would not let go of a pod now.
struct SeenBudget {
  std::string space, name;
  std::vector<std::string> pods;  ///< "node/pod", on nodes that are to be drained
};

struct SeenCertificate {
  std::string file;
  std::chrono::sys_seconds expires{};
  bool authority = false;
};

/// A component's configuration as the cluster keeps it.
struct SeenComponentConfig {
  std::string group, version;  ///< "kubelet.config.k8s.io", "v1beta1"; version "": there is none
};

struct SeenUpgrade {
  std::string endpoint;  ///< of the API server that answered; empty: none did
  SeenVersions versions;
  std::optional<ClusterConfiguration> configuration;
  std::optional<Json> kubelet, proxy;  ///< component configurations that the cluster keeps
  bool kubelet_generated = true, proxy_generated = true;  ///< nobody changed them by hand
  std::vector<SeenComponentConfig> configs;
  std::vector<SeenUpgradeNode> nodes;
  std::vector<SeenFault> faults;  ///< components that are not well
  bool etcd_seen = false;         ///< its members were asked; external ones too
  std::vector<SeenEtcdMember> etcd;
  std::optional<std::string> corefile;
  std::vector<SeenDefinition> definitions;  ///< those that store more than one version alone
  std::vector<SeenDeprecatedUse> deprecated;
  std::vector<SeenBudget> budgets;
  std::vector<SeenCertificate> certificates;       ///< of this node
  std::optional<std::vector<std::string>> images;  ///< at hand on this node; nullopt: not asked
  std::string kubelet_arguments;                   ///< of this node's kubeadm-flags.env
  std::vector<std::string> missing_manifests;      ///< of this control plane
  std::vector<std::string> unseen;                 ///< what could not be seen, and why
};

}  // namespace kcluster
