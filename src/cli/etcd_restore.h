#pragma once
#include <memory>
#include <string>

#include "cli/backup_file.h"
#include "cli/node.h"
#include "phases/etcd_restore.h"

namespace kcluster {

/// What the command line of `kcluster etcd restore` says.
struct RestoreOptions {
  BackupChoice backup;
  RestoreChoices choices;
  bool undo = false, force = false, dry_run = false;
  bool pki = false;         ///< onto a machine without a cluster; only then what follows counts
  std::string node_config;  ///< file with the node's own documents: InitConfiguration
  std::string node_name;
  std::vector<std::string> ignore_preflight_errors;
};

/// So that no other command, and nothing that recovers from one, works at the static pods
/// meanwhile. Throws Error when another one does not end within some seconds.
std::unique_ptr<HeldLock> hold_node(Ports& ports);

/// Throws Error (usage) when its undoing was begun.
void require_no_undo(const BegunRestore& begun);

/// The restore of that backup as the one member that this node is.
RestoreSpec begin_restore(const RestoreOptions& options, const BackupFile& backup,
                          const SeenRestore& seen, const Clock& clock);
/// By how much the revision rises: as wanted, else default_bump().
std::int64_t bump_of(std::optional<std::int64_t> wanted, Time now);
/// Of a new etcd cluster: nobody who holds an old one can join it by chance.
std::string fresh_cluster_token();

/// The restore of that backup onto this node's one member: the one that was cut off, or a new one.
/// Throws Error (usage) where etcd has other members, too, or the backup is of another cluster.
struct SettledRestore {
  BegunRestore begun;
  EtcdRestorePlan plan;
};
SettledRestore settle_restore(const RestoreOptions& options, const BackupFile& backup,
                              const RestoreSource& source, const Ports& ports);
/// Runs it to its end, or lets the old data come back; nobody is asked. The node is held.
void restore_settled(SettledRestore settled, Node& node);

/// --pki: authorities, data and configuration come out of the archive, all that is this node's own
/// is made by init.
void restore_with_pki(const Globals& globals, const RestoreOptions& options);

/// `restore plan`, which decides for all nodes, and what is then run on each of them.
void add_restore_plan(CLI::App& restore, Session& session);
void add_restore_barriers(CLI::App& restore, Session& session);

}  // namespace kcluster
