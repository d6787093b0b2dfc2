#pragma once
#include <functional>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/event.h"
#include "base/report.h"
#include "etcd/etcd.h"
#include "etcd/health.h"
#include "host/files.h"
#include "snapshot/verify.h"

namespace kcluster {

/// Which member gives the snapshot: a sound voter that does not lead, else the leader, else one
/// that answers at all. Throws Error when none does.
MemberHealth backup_member(const EtcdHealth& health);

/// The member that is saved.
struct BackupFrom {
  std::string endpoint;
  const Etcd& etcd;
};

/// Where the bytes of a snapshot go, and how they are looked at once they are there.
struct SnapshotPlace {
  std::function<void(std::uint64_t size)> begin;  ///< called first, with what is to come
  std::function<void(std::string_view bytes)> append;
  /// With the SHA-256 of the bytes that were appended, the last 32 of them left out.
  std::function<SnapshotReport(const std::string& sum)> examine;
};

/// A snapshot taken and held against the member: every announced size, its SHA-256, all its pages
/// and its HashKV. nullopt: the member's history was compacted meanwhile, so take another one.
/// Warns when the member has no quorum, so that its data may be old.
std::optional<SnapshotReport> try_snapshot(const BackupFrom& from, const SnapshotPlace& place,
                                           const Advance& pace, const Tell& sink);
inline constexpr int backup_trials = 3;
Error always_compacted(const std::string& endpoint);

/// Throws Error when the disk has not that many bytes and some more.
void need_backup_space(const Path& file, std::uint64_t size, const Files& files);

/// Saves that member's database to a file as etcdutl takes it, 0600. It is put in place once it was
/// verified: a failure leaves nothing behind, and an older file of that name stays until then.
SnapshotReport save_snapshot(const BackupFrom& from, const Path& file, Files& files,
                             const Advance& pace, const Tell& sink);

}  // namespace kcluster
