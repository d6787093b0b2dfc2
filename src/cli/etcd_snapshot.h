#pragma once
#include "cli/session.h"
#include "observe/etcd.h"

/// The commands of `kcluster etcd` about snapshots.
namespace kcluster {

void add_etcd_verify(CLI::App& etcd, Session& session);
void add_etcd_restore(CLI::App& etcd, Session& session);
void add_etcd_backup(CLI::App& etcd, Session& session);
void add_etcd_drill(CLI::App& etcd, Session& session);

/// What every command that speaks to etcd takes: --endpoints, --cacert, --cert, --key.
void add_etcd_access(CLI::App& command, EtcdSeen& access);
/// What the flags name, the rest as this node has it.
EtcdSeen reach_etcd(const EtcdSeen& named, const Files& files);

}  // namespace kcluster
