#pragma once
#include "archive/archive.h"
#include "base/report.h"
#include "host/clock.h"
#include "snapshot/verify.h"

namespace kcluster {

/// What a snapshot file is and holds, as two columns, and etcdutl's fields under etcdutl's names
/// among others. {"file", "sound", "damages": [{"place", "what"}], "notes", "hash", "revision",
/// "totalKey", "totalSize", "version", "sha256", "hashKV", "compactRevision", …}; of a damaged one
/// the contents are left out.
Result snapshot_result(const SnapshotReport& snapshot, const std::string& file);

/// What an archive's manifest says, without the sums. {"created", "createdBy", "ageSeconds",
/// "kubernetesVersion", "etcdVersion", "images", "members", "files": [{"name", "size"}]}. Without
/// an age the manifest's time cannot be read.
Result archive_result(const ArchiveSeen& seen, std::optional<Seconds> age);

}  // namespace kcluster
