#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/flag_words.h"
#include "base/attempt.h"
#include "base/json.h"

namespace kcluster {

/// What one look at a node and its cluster gave for an audit. Facts only: nothing here judges.
struct AuditEvidence {
  enum class Role { none, worker, control_plane };

  struct File {
    std::string path;
    unsigned mode = 0;  ///< permission bits
    unsigned uid = 0, gid = 0;
    bool folder = false;
    std::string fault;  ///< why it cannot be looked at
  };
  /// A static pod as its manifest on this node says.
  struct Program {
    std::string name;   ///< "kube-apiserver"
    std::string fault;  ///< why its flags are not known
    FlagWords flags;
    unsigned user = 0;  ///< that it runs as
  };
  /// A file that one of the API server's flags names.
  struct Document {
    std::string path, fault;  ///< fault: why it cannot be read
    Json root;
  };
  /// The EncryptionConfiguration without its keys.
  struct Encryption {
    std::string path, fault;
    std::vector<std::string> providers;  ///< of Secrets, the one that writes first
  };
  struct Kubelet {
    std::string fault;             ///< why its configuration is not known
    std::string path;              ///< of its configuration
    Json config = Json::object();  ///< files of --config-dir laid over
    FlagWords flags;
    std::string flags_from;  ///< "its process", or the files that it is started with
    std::vector<std::string> unit_files;
  };
  /// A ClusterRoleBinding or RoleBinding, once for each subject.
  struct Bound {
    std::string binding, role;  ///< binding: "NAME", or "NAMESPACE/NAME"
    std::string kind, space, subject;
    bool operator==(const Bound&) const = default;
  };
  struct Account {
    std::string space;
    bool mounts = true;  ///< pods are given its token unless they say otherwise
  };
  struct Namespace {
    std::string name, enforced;  ///< enforced: the pod security level; "": none
  };
  struct Cluster {
    std::string unneeded;  ///< why it is not to be asked from here
    std::string silence;   ///< why it could not be asked
    Attempt<std::vector<Bound>> bindings;
    Attempt<std::vector<std::string>>
        boundless_roles;                             ///< beside the built-in ones: all verbs on all
    Attempt<std::vector<Account>> default_accounts;  ///< of the namespaces every cluster has
    Attempt<std::vector<std::string>> default_pods;  ///< in kube-system, with that account's token
    Attempt<std::vector<Namespace>> namespaces;
    Attempt<std::optional<std::string>> proxy_metrics;  ///< metricsBindAddress of kube-proxy
    Attempt<std::vector<std::string>> endless_tokens;   ///< IDs of bootstrap tokens without expiry
  };

  Role role = Role::none;
  std::string node;                   ///< its name in the cluster; "": not known
  std::map<std::string, File> files;  ///< by path; what is not there is left out
  std::string pki, etcd_data;         ///< folders, as the manifests name them
  bool external_etcd = false;
  bool shared_authority = false;  ///< etcd's clients have the cluster's, by content
  Program apiserver{"kube-apiserver"}, controller_manager{"kube-controller-manager"},
      scheduler{"kube-scheduler"}, etcd{"etcd"};
  std::optional<Document> authentication, authorization, audit_policy;
  std::optional<Encryption> encryption;
  Kubelet kubelet;
  std::vector<std::string> cni_types;  ///< plugins of the configuration that counts
  std::string cni_file, cni_fault;
  std::vector<std::string> masters;  ///< kubeconfigs here whose client is in system:masters
  Cluster cluster;
};

}  // namespace kcluster
