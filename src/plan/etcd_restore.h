#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "plan/cluster.h"
#include "plan/reset.h"
#include "plan/rest.h"

namespace kcluster {

struct RestoreSource;  // phases/etcd_restore.h

/// What makes one cluster out of members that are restored on their own: equal on all their nodes.
/// Nothing of it is secret.
struct RestoreSpec {
  std::string id;        ///< "20261121T234500Z": names what the restore leaves behind
  std::string snapshot;  ///< of the snapshot's database: SHA-256 in hex
  std::string members;  ///< as etcd's --initial-cluster has them: "cka-control=https://…:2380,…"
  std::string token;    ///< of the new cluster: fresh, so that no old member can join it
  std::int64_t bump = 0;  ///< by which the revision rises; 0: not at all
};
Json to_json(const RestoreSpec& spec);
/// Throws Error (exit usage) for what is none; `source` is its file's name.
RestoreSpec parse_restore_spec(const std::string& text, const std::string& source);

/// What a control plane says of itself, with or without its static pods running.
struct SeenRestore {
  std::optional<SeenEtcdPod> etcd;
  std::string etcd_version;       ///< "3.6.16", of its image; "": not said
  std::vector<std::string> pods;  ///< components whose manifests are here or set aside
  std::string advertise_address;  ///< the API server's; "": there is none
  unsigned secure_port = 6443;
  std::string cri_socket, program;
  /// Other members that the running etcd lists; nullopt: it did not answer.
  std::optional<std::vector<std::string>> others;
};

/// What the command line says beside the file.
struct RestoreChoices {
  std::vector<std::string> without;  ///< other members that are stopped for good, or are no more
  std::optional<std::int64_t> bump;
  bool keep_tokens = false, discard_writes = false;
  bool another_cluster = false;  ///< the backup may be of one
};

/// One node's part in a restore.
struct EtcdRestorePlan {
  RestoreSpec spec;
  std::string file;  ///< the backup, as the user knows it
  std::string name, peer_url, etcd_version;
  std::string data_dir;
  std::string member, built, old, discarded;  ///< folders: in use; new, old and undone data
  std::vector<std::string> without;
  AsidePlan aside;
  EtcdFiles client;
  ApiPlan api;
  WaitPlan wait;
  bool keep_tokens = false, discard_writes = false, another_cluster = false;
  const RestoreSource* source = nullptr;     ///< the opened backup; nullptr: none is at hand
  Duration limit = std::chrono::minutes(2);  ///< for etcd to start, and for the node to be Ready
};

/// The node's own restore, when nothing was begun: of a cluster that has one member, this one.
RestoreSpec new_restore(const SeenRestore& seen, const std::string& snapshot, const std::string& id,
                        const std::string& token, std::int64_t bump);

/// Throws Error (exit usage) for a node without an etcd of its own.
EtcdRestorePlan plan_restore(const RestoreSpec& spec, const SeenRestore& seen,
                             const RestoreChoices& choices);

/// The names in such a list, each once.
std::vector<std::string> member_names(const std::string& members);

/// Those of the other members that nobody answers for: neither is this one, restored with it, nor
/// said to be stopped or lost. Sorted.
std::vector<std::string> unaccounted(const EtcdRestorePlan& plan,
                                     const std::vector<std::string>& members);

/// etcd's advice for Kubernetes, 10⁹, and the seconds since 1970, so that no two restores lead to
/// the same revision.
std::int64_t default_bump(std::int64_t unix_seconds);

}  // namespace kcluster
