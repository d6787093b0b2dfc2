#pragma once
#include <string>

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

/// Saves that member's database to a file as etcdutl takes it, 0600. Before it is put in place
/// every announced size, its SHA-256, all its pages and its HashKV are held against what the member
/// says; a member whose history was compacted meanwhile is asked again. Warns when the member has
/// no quorum, so that its data may be old. Nothing is left behind by a failure, and an older file
/// of that name stays until the new one is whole.
SnapshotReport save_snapshot(const std::string& endpoint, const Path& file, const Etcd& etcd,
                             Files& files, const Pace& pace, const Tell& sink);

}  // namespace kcluster
