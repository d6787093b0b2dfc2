#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/reset.h"
#include "plan/preflight.h"
#include "plan/reset_hints.h"

namespace kcluster {

/// How a client on this node reaches etcd.
struct EtcdFiles {
  std::vector<std::string> endpoints;  ///< client URLs: its own first, then those it started with
  std::string authority, certificate, key;  ///< paths
};

/// The node's etcd as its manifest has it.
struct SeenEtcdPod {
  std::string name, peer_url;
  std::string data_dir;  ///< on the host
  EtcdFiles client;
};

/// What is there of a cluster on this node; absent is empty.
struct SeenReset {
  std::string node_name;                 ///< etcd's, else the host's in lower case
  std::vector<std::string> cri_sockets;  ///< existing ones
  std::string kubelet_socket;            ///< the runtime that the kubelet was told
  std::string ca_file;  ///< the authority that the API server or the kubelet trusts
  std::optional<SeenEtcdPod> etcd;
  std::string external_etcd;        ///< the API server's client URLs, comma separated; empty: none
  std::optional<unsigned> members;  ///< of etcd's cluster; nullopt: it did not say
  ResetHints hints;
};

/// What the command line says beside the configuration.
struct ResetChoices {
  bool allow_quorum_loss = false;
};

/// How this node leaves etcd's cluster. Nothing is done when there is no etcd here.
struct LeaveEtcdPlan {
  bool local = false;
  std::string manifest, name, peer_url, cri_socket;
  std::string data_dir;  ///< emptied of what is etcd's
  EtcdFiles client;      ///< without endpoints: etcd cannot be asked
  bool allow_quorum_loss = false;
  Duration limit = std::chrono::minutes(2);
};

/// Things of ours in one folder; all else in it is another's.
struct ManagedFolder {
  std::string path;
  std::vector<std::string> names;  ///< "config.yaml", "*_state", ".*.kcluster", ".#": digits, "*"
  enum class Folder { stays, goes };
  Folder itself = Folder::stays;  ///< goes: when nothing is left in it
};

struct CleanupPlan {
  std::string cri_socket;  ///< empty: pods cannot be stopped
  std::string kubelet_folder;
  std::vector<std::string> unmount_flags;
  std::vector<ManagedFolder> folders;  ///< in this order; the last holds the hints
};

/// What is told of that stays.
struct LeftPlan {
  std::string node_name;
  bool cluster_goes_on = false;  ///< others are left in it, who know this node
  bool judged = true;  ///< what should have gone is an error; a dry run's node lives on meanwhile
  std::string cri_socket;
  std::vector<ManagedFolder> folders;  ///< all that were cleaned
  std::string external_etcd;           ///< URLs where the cluster's data stay; empty: none
};

/// Everything `reset` will do, settled before its first phase.
struct ResetPlan {
  PreflightPlan preflight;
  ResetHints hints;
  LeaveEtcdPlan etcd;
  CleanupPlan cleanup;
  LeftPlan left;
  std::string losses;  ///< what the user is asked about, whole lines
};

/// Pure. Throws Error (exit usage) when there are several runtimes and none is chosen.
ResetPlan plan_reset(const ResetConfiguration& wanted, const SeenReset& seen,
                     const ResetChoices& choices);

/// Whether a name in the folder is ours.
bool is_ours(const ManagedFolder& folder, std::string_view name);

/// Whether a mount at that place below the kubelet's folder is one that the kubelet makes: a pod's
/// volume or its subpath, a plugin's staging place. Both without links.
bool kubelet_mounts_there(std::string_view point, std::string_view kubelet_folder);

}  // namespace kcluster
