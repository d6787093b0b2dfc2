#pragma once
#include <optional>

#include "base/report.h"
#include "etcd/etcd.h"
#include "phases/etcd_restore.h"
#include "snapshot/verify.h"

namespace kcluster {

/// What goes when a snapshot's data take the place of those that etcd has now.
struct LostWrites {
  std::optional<std::int64_t> writes;  ///< since the snapshot; nullopt: etcd does not answer
  ObjectChanges objects;               ///< kinds whose number differs: before = in etcd now
};

/// The snapshot has to be sound. Asks etcd for the keys of all objects, a page at a time.
LostWrites lost_writes(const FileBytes& snapshot, const SnapshotReport& seen, const Etcd& etcd);

/// "lostWrites", to be shown before anybody is asked.
Result lost_result(const LostWrites& lost);

}  // namespace kcluster
