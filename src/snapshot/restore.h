#pragma once
#include "host/files.h"
#include "snapshot/cluster.h"
#include "snapshot/verify.h"

namespace kcluster {

/// What becomes of etcd's own users and roles, which Kubernetes does not use. let_in: no longer in
/// force, so that a trial needs none of their passwords.
enum class Users { kept, let_in };

/// A data folder to be made out of a snapshot.
struct RestorePlan {
  std::string snapshot;  ///< its name, for Errors
  Digest digest = Digest::required;
  Path data_folder;  ///< etcd's --data-dir: gets a folder `member`, which must not be there
  NewCluster cluster;
  std::string name;  ///< which of its members this one is
  /// "3.6": of the etcd that is to run on it. A database of a later one is refused, because that
  /// etcd would not start. "": anything goes.
  std::string etcd_version;
  /// Added to the newest revision, and what was before is marked as compacted, so that clients see
  /// that time went back; etcd's documents advise this much for Kubernetes. 0: nothing of it.
  std::int64_t bump = 1'000'000'000;
  Users users = Users::kept;
  std::uint64_t log_bytes = 64'000'000;  ///< of the log, zeros at its end included
};

struct Restored {
  SnapshotReport snapshot;
  std::int64_t revision = 0;  ///< of the new member
};

/// Verifies the snapshot while it is copied, then edits the copy, adds log and snap and puts all in
/// place by one rename: `member` is whole or not there, whenever it is cut off. What a cut left
/// behind is removed. Needs the space of the database and the log; memory does not grow with it.
Restored restore_data_folder(const RestorePlan& plan, const FileBytes& snapshot, Files& files,
                             const Advance& pace = {});

}  // namespace kcluster
