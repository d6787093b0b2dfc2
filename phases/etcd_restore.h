#pragma once
#include <map>
#include <span>

#include "base/event.h"
#include "base/report.h"
#include "etcd/etcd.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "phases/wait_control_plane.h"
#include "plan/etcd_restore.h"
#include "snapshot/verify.h"
#include "workflow/phase.h"

namespace kcluster {

/// A backup's snapshot, opened.
struct RestoreSource {
  const FileBytes& snapshot;
  Digest digest = Digest::required;
  Advance pace;
};

/// A restore that this node has begun, from before its first step: `restore` run again goes on with
/// it, and --undo knows by it what to put back.
struct BegunRestore {
  RestoreSpec spec;
  std::string file;
  enum class State { open, finished, undoing } state = State::open;
};
std::optional<BegunRestore> read_begun_restore(const Files& files);
void write_begun_restore(const BegunRestore& begun, Files& files);

/// Notes what the cluster has now, if its API server answers: afterwards it shows what the restore
/// took away and brought back.
void note_before(const EtcdRestorePlan& plan, Files& files, const Dial& dial, const Tell& tell);

/// Verifies the snapshot and builds the new data beside those in use (restore_data_folder). Nothing
/// to do when that was done.
void build_data(const EtcdRestorePlan& plan, Files& files);

/// Throws Error when another member of the old cluster could go on without this one: each has to be
/// restored with it, stopped, or said to be lost. Likewise for a snapshot none of whose members is
/// known here, unless it may be of another cluster.
void account_for_members(const EtcdRestorePlan& plan, const Files& files);

/// How many objects of a kind there were and are: "/registry/pods/".
struct ObjectCount {
  std::uint64_t before = 0, now = 0;
};
using ObjectChanges = std::map<std::string, ObjectCount>;
/// Between the data that were set aside and those that were built; empty when either is not known.
ObjectChanges object_changes(const EtcdRestorePlan& plan, const Files& files);

/// Throws Error when an etcd still has the data open, one that is no static pod.
void require_unused(const EtcdRestorePlan& plan, const Files& files, System& system);
/// With the static pods off this node: the data in use get another name, the new ones theirs.
void swap_data(const EtcdRestorePlan& plan, Files& files);
/// The other way round; nothing to do when the old data are in use.
void swap_data_back(const EtcdRestorePlan& plan, Files& files);

/// Lets etcd start from the data in place and waits until it has a leader.
void start_etcd(const EtcdRestorePlan& plan, Files& files, const OpenEtcd& open,
                const WaitEyes& eyes);
/// Holds the members, and the HashKV of each that answers, against what was built; disarms the
/// alarms that came with the snapshot. Throws Error when they differ.
void prove_etcd(const EtcdRestorePlan& plan, const Files& files, const OpenEtcd& open,
                const Tell& tell);

/// Lets the rest of the control plane start, and waits until it is healthy.
void start_components(const EtcdRestorePlan& plan, Files& files, const WaitEyes& eyes);

/// Removes the bootstrap tokens that the restore brought back, unless they are to be kept: those
/// that were not there before it, all of them when that is not known.
void remove_revived_tokens(const EtcdRestorePlan& plan, const Files& files, const Dial& dial,
                           const Clock& clock, const Tell& tell);

/// Waits until this node is Ready, lets its kubelet register it anew when the restored cluster does
/// not know it, and reports what the restore changed and what other nodes need.
void settle_nodes(const EtcdRestorePlan& plan, const Files& files, System& system, const Dial& dial,
                  const Clock& clock, Report& report);

/// Throws Error unless the writes since the restore may be lost: --discard-writes.
void require_discard(const EtcdRestorePlan& plan, const Files& files, const OpenEtcd& open);

/// The same with etcd stopped, by its data: those that never ran hold no writes.
void require_discard_at_rest(const EtcdRestorePlan& plan, const Files& files);

/// What a restore and its undoing do, in order.
std::span<const Phase<EtcdRestorePlan>> restore_table();
std::span<const Phase<EtcdRestorePlan>> undo_restore_table();

/// With several members each part is done on all nodes before the next one begins on any: a member
/// that still ran while another was built would go on as a second cluster.
enum class RestoreBarrier { stop, build, start };
enum class RestoreWay { restore, undo };
std::span<const Phase<EtcdRestorePlan>> restore_barrier_table(RestoreBarrier barrier,
                                                              RestoreWay way);

/// After a failure: as long as the old data are in place, or still under their other name with
/// nothing in theirs, the control plane comes back with them. With the new data in place nothing is
/// done, and it returns false.
bool abandon_restore(const EtcdRestorePlan& plan, Files& files, System& system);

}  // namespace kcluster
