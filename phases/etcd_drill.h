#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/event.h"
#include "cri/cri.h"
#include "etcd/etcd.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "snapshot/resources.h"
#include "snapshot/verify.h"

namespace kcluster {

/// A restore for trial.
struct DrillPlan {
  std::string name;  ///< of the backup, for Errors
  Digest digest = Digest::required;
  Path work_folder;    ///< must be there; a folder in it is made, 0700, and is gone afterwards
  std::string binary;  ///< an etcd; "": the one that runs on this node
  std::vector<std::string> cri_sockets;  ///< where that one is looked for
};

/// What was compared: the backup's own pages beside a running etcd.
struct DrillSeen {
  SnapshotReport snapshot;
  std::string etcd, version;         ///< where the etcd came from; "3.6.16"
  std::uint32_t hash_kv = 0;         ///< of the file, for an etcd compacted as this one
  EtcdHash hash;                     ///< of the etcd at the file's revision
  ResourceCounts file, etcd_counts;  ///< living keys; the second by the prefixes of the first
  std::vector<std::string> alarms;   ///< "NOSPACE", as etcd tells them
  /// What is not the same, or stands in the way of a restore, in sentences; empty: the backup is
  /// one.
  std::vector<std::string> faults;
  std::vector<std::string> warnings;
};

struct DrillPorts {
  Files& files;
  System& system;
  const Clock& clock;
  const std::function<std::shared_ptr<Cri>(const std::string& socket)>& cri;
  const OpenEtcd& etcd;
  const Tell& tell;
};

/// Restores the snapshot into a scratch folder and starts an etcd on it that speaks over a socket
/// in that folder alone, without privileges, then compares. Nothing of it is left, whatever
/// happens: what a killed one left goes first. Throws Error for a damaged snapshot, for one of a
/// newer etcd, for an etcd that does not start, and while another drill is under way in that
/// folder.
DrillSeen drill(const DrillPlan& plan, const FileBytes& snapshot, const DrillPorts& ports,
                const Advance& pace);

/// Fills `faults` and `warnings` from what was seen.
void judge_drill(DrillSeen& seen);

}  // namespace kcluster
