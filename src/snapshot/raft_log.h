#pragma once
#include <string>

#include "snapshot/cluster.h"

/// The two files beside the database that a member begins with: all members were added, in term 1,
/// and that is where the database is. Byte for byte as etcdutl 3.6 writes the log.
namespace kcluster::raft_log {

inline constexpr const char* log_name = "0000000000000000-0000000000000000.wal";
inline constexpr std::uint64_t log_bytes = 64'000'000;  ///< etcd's segments have this size

inline constexpr std::uint64_t term = 1;
inline std::uint64_t index(const NewCluster& cluster) { return cluster.members.size(); }

/// The records of member/wal/log_name; zeros up to log_bytes follow them.
///
/// A record: u64 LE length of its message, with 0x80 | padding in the highest byte when the length
/// is no multiple of eight; the message walpb.Record{1 type, 2 crc, 3 data}; padding. crc is the
/// CRC-32C of all data so far. Types: 1 metadata, 2 entry, 3 hard state, 4 crc, 5 snapshot.
std::string records(const NewCluster& cluster, const NewMember& self);

/// Of member/snap: "0000000000000001-0000000000000003.snap" for three members.
std::string snap_name(const NewCluster& cluster);
/// snappb.Snapshot{1 crc, 2 data}; within it raftpb.Snapshot, within that the JSON of the old v2
/// store, which etcd 3.5 and 3.6 read.
std::string snap(const NewCluster& cluster);

}  // namespace kcluster::raft_log
