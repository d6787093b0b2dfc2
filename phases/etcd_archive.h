#pragma once
#include <vector>

#include "archive/sealed_file.h"
#include "base/json.h"
#include "host/clock.h"
#include "phases/etcd_backup.h"

namespace kcluster {

/// A whole cluster's backup.
struct ArchivePlan {
  Path file;
  std::vector<Path> files;      ///< of the node, read when the snapshot is there
  Json about = Json::object();  ///< for the manifest: versions, images, members
  std::string configuration;    ///< ClusterConfiguration as YAML; "": not known
  const SealSource* seal = nullptr;
};

namespace archive {
inline constexpr const char* snapshot_name = "snapshot.db";
inline constexpr const char* configuration_name = "cluster/ClusterConfiguration.yaml";
inline constexpr const char* files_folder = "files";
}  // namespace archive

/// Saves snapshot, files and manifest as one archive (archive/archive.h), 0600, sealed on demand;
/// the snapshot as save_snapshot does.
SnapshotReport save_archive(const BackupFrom& from, const ArchivePlan& plan, Files& files,
                            const Clock& clock, const Advance& pace, const Tell& sink);

/// How backups of a kind are called in a folder, with a time like 20261121T200000Z between.
struct BackupNames {
  const char *begin, *end;
};
inline constexpr BackupNames archive_names{"kcluster-", ".tar"},
    sealed_names{"kcluster-", ".tar.sealed"}, snapshot_names{"etcd-", ".db"};

/// As the names of backups and restores have a time: "20261121T200000Z".
std::string time_stamp(Time now);

/// The file of a backup that begins now.
std::string backup_name(const BackupNames& names, Time now);

/// Removes what backups left in a folder that were cut off: dot-temp files of exactly such names
/// that nobody writes any more. Returns what is gone.
std::vector<Path> clear_left_backups(const Path& folder, Files& files);

/// Removes all but the newest `keep` of a folder's files whose names begin and end so; what lies
/// between is a time that sorts. Returns what is gone.
std::vector<Path> prune_backups(const Path& folder, const std::string& begin,
                                const std::string& end, std::size_t keep, Files& files);

}  // namespace kcluster
