#pragma once
#include "cli/backup_file.h"
#include "cli/etcd_restore.h"
#include "phases/lost_writes.h"
#include "phases/upgrade_notes.h"

namespace kcluster {

/// `upgrade rollback --restore-data`: etcd's data come back as the upgrade saved them, too.
class RollbackData {
 public:
  /// Opens and verifies the upgrade's backup. Throws Error (usage) when there is none, and where
  /// etcd has other members, too.
  RollbackData(const BegunUpgrade& begun, Node& node);

  const LostWrites& lost() const { return lost_; }
  const std::string& file() const { return backup_.name(); }
  /// With the old version running again. The node is held.
  void restore();

 private:
  Node& node_;
  RestoreOptions options_;
  Advance pace_;
  BackupFile backup_;
  RestoreSource source_;
  LostWrites lost_;
};

}  // namespace kcluster
