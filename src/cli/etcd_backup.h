#pragma once
#include "cli/etcd_snapshot.h"
#include "cli/seal_source.h"

namespace kcluster {

/// What the command line of `kcluster etcd backup` says.
struct BackupOptions {
  EtcdSeen access;
  std::string place = ".";
  bool snapshot_only = false, encrypt = false, dry_run = false;
  bool install_timer = false, remove_timer = false;
  std::string schedule = "daily";
  std::size_t keep = 0;
  SealOptions seal;
};

/// --install-timer and --remove-timer; false: neither was asked for.
bool settle_backup_timer(const Globals& globals, const BackupOptions& options);

}  // namespace kcluster
