#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "snapshot/bolt_walk.h"

namespace kcluster {

/// A member as the database lists it.
struct SnapshotMember {
  std::uint64_t id = 0;
  std::string name;
  std::vector<std::string> peer_urls, client_urls;
  bool learner = false;
};

struct SnapshotAlarm {
  std::uint64_t member = 0;
  std::string kind;  ///< "NOSPACE", "CORRUPT", "UNKNOWN"
};

/// What etcd keeps in a database (server/storage/schema).
struct SnapshotContents {
  std::uint32_t hash = 0;  ///< CRC-32C of bucket names, keys and values: `etcdutl snapshot status`
  std::int64_t revision = 0;    ///< the newest; 0: there are no keys
  std::uint64_t keys = 0;       ///< that live
  std::uint64_t entries = 0;    ///< of the bucket `key`: all revisions of all keys
  std::uint32_t hash_kv = 0;    ///< what the member answers to HashKV at `revision`; 0: left out
  std::int64_t compacted = -1;  ///< up to this revision history is gone; -1: never
  std::string storage_version;  ///< "3.6.0"; "" of etcd 3.5
  std::string cluster_version;  ///< "3.6.0"; "": not said yet
  std::uint64_t consistent_index = 0, term = 0;
  std::uint64_t leases = 0;
  bool auth = false;  ///< its users and roles are in force
  std::vector<SnapshotMember> members;
  std::vector<SnapshotAlarm> alarms;
  std::map<std::string, std::uint64_t> buckets;  ///< items by bucket
};

/// Tells how far a long work is, in bytes; may throw to end it.
using Advance = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// HashKV shows no damage, and all keys are gone through once more for it.
enum class KvHash { wanted, left_out };

/// Goes through the whole database; what is damaged or not etcd's is added to the damages, and the
/// contents are to be believed only when there are none.
SnapshotContents read_contents(const BoltFile& file, Damages& damages, const Advance& pace = {},
                               KvHash kv_hash = KvHash::wanted);

}  // namespace kcluster
