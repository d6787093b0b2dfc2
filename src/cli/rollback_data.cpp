#include "cli/rollback_data.h"

#include "base/error.h"
#include "cli/advance.h"
#include "phases/leave_etcd.h"

namespace kcluster {
namespace {

RestoreOptions options_of(const BegunUpgrade& begun) {
  if (begun.backup.empty())
    throw Error("the upgrade had saved no data yet when it ended",
                "without --restore-data all else is put back", Exit::usage);
  RestoreOptions options;
  options.backup.file = begun.backup;
  return options;
}

LostWrites look_at_loss(const BegunUpgrade& begun, const FileBytes& snapshot,
                        const SnapshotReport& seen, const Ports& ports) {
  const auto access = etcd_access_of(begun.saved.seen.etcd, ports.files);
  return access ? lost_writes(snapshot, seen, *ports.etcd(*access)) : LostWrites{};
}

}  // namespace

RollbackData::RollbackData(const BegunUpgrade& begun, Node& node)
    : node_(node),
      options_(options_of(begun)),
      pace_(told_advance("verify", node.ports().tell, node.stop())),
      backup_(options_.backup, node, pace_),
      source_{backup_.snapshot(), backup_.digest(), pace_} {
  settle_restore(options_, backup_, source_, node.ports());  // refuses before anything is done
  const auto seen = examine_snapshot(backup_.snapshot(), backup_.digest(), pace_);
  require_sound(seen, backup_.name());
  lost_ = look_at_loss(begun, backup_.snapshot(), seen, node.ports());
}

void RollbackData::restore() {
  restore_settled(settle_restore(options_, backup_, source_, node_.ports()), node_);
}

}  // namespace kcluster
