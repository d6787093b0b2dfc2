#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace kcluster {

/// Who is spoken to, and as whom. One object speaks to the whole cluster through these.
struct EtcdAccess {
  std::vector<std::string> endpoints;        ///< client URLs, "https://192.168.1.20:2379"
  std::string authorities;                   ///< PEM; needed for https
  std::string client_certificate;            ///< PEM; empty: none
  std::shared_ptr<const Secret> client_key;  ///< PEM
  std::chrono::milliseconds timeout{5000};   ///< of a call, and between two pieces of a snapshot
};

/// A row of the member list.
struct EtcdMember {
  std::uint64_t id = 0;
  std::string name;  ///< empty: its etcd has never run
  std::vector<std::string> peer_urls;
  std::vector<std::string> client_urls;  ///< empty: its etcd has never run
  bool learner = false;                  ///< gets the data, does not vote
  bool operator==(const EtcdMember&) const = default;
};

/// What one member says of itself now.
struct EtcdStatus {
  std::uint64_t cluster_id = 0, member_id = 0;
  std::int64_t revision = 0;  ///< of its own data, may lag behind the cluster's
  std::string version;        ///< "3.6.16"
  std::string
      storage_version;         ///< "3.6.0"; "" with 3.5, and for some seconds after its first start
  std::int64_t db_size = 0;    ///< bytes of the file
  std::int64_t db_in_use = 0;  ///< bytes; the rest a defragmentation gives back
  std::int64_t db_quota = 0;   ///< bytes; 0 before 3.6
  std::uint64_t leader = 0;    ///< member id, 0: it knows of none
  std::uint64_t raft_term = 0, raft_index = 0, raft_applied_index = 0;
  std::vector<std::string> errors;  ///< in its own words, alarms among them
  bool learner = false;
  bool downgrading = false;
  std::string downgrade_target;  ///< "3.5.0"; empty: none
};

struct EtcdAlarm {
  enum class Kind { no_space, corrupt, other };  ///< other: of a newer etcd
  std::uint64_t member_id = 0;
  Kind kind = Kind::no_space;
  bool operator==(const EtcdAlarm&) const = default;
};

/// CRC-32C over the keys of one member up to a revision: equal on all members of a sound cluster
/// for equal revision and compact_revision.
struct EtcdHash {
  std::uint32_t hash = 0;
  std::int64_t revision = 0;          ///< that was hashed; 0 when a member before 3.6 does not say
  std::int64_t compact_revision = 0;  ///< -1: never compacted
};

/// A part of a snapshot as it arrives.
struct SnapshotPiece {
  std::string_view bytes;   ///< gone when the sink returns
  std::uint64_t done = 0;   ///< bytes with this piece
  std::uint64_t total = 0;  ///< bytes of the whole database, known from the first piece on
};

/// What a whole snapshot came with. The file that etcdutl takes is the data, then the digest.
struct SnapshotEnd {
  std::uint64_t size = 0;  ///< bytes that the sink got
  std::string sha256;   ///< 32 raw bytes, as the member says; the caller compares them with its own
  std::string version;  ///< storage version; "" with 3.5, and shortly after a first start
};

/// Keys of a prefix, a page at a time.
struct EtcdKeyRange {
  std::string prefix;         ///< "/registry/pods/"; empty: all keys
  std::string after;          ///< only keys behind this one; empty: from the first
  std::int64_t limit = 1000;  ///< keys of one page, at least 1
  std::int64_t revision = 0;  ///< 0: the newest; all pages of a listing should name the same
};

struct EtcdKeys {
  std::vector<std::string> keys;  ///< in byte order
  bool more = false;              ///< behind the last one
  std::int64_t revision = 0;      ///< of the cluster when it answered
};

/// Keys with the first bytes of their values.
struct EtcdHeads {
  struct Head {
    std::string key, value;  ///< value: its first bytes alone
  };
  std::vector<Head> heads;    ///< in the keys' order
  bool more = false;          ///< behind the last one
  std::int64_t revision = 0;  ///< of the cluster when it answered
};

/// The most keys of a page of heads(): etcd sends whole values, of up to 1.5 MiB each, and a
/// message of more than 4 MiB is refused.
inline constexpr std::int64_t etcd_heads_limit = 2;

/// An etcd cluster. Const members look (from any thread), the others change; both throw
/// EtcdRefusal (etcd/refusal.h) for etcd's own words, Silence when nobody answers, Error for a
/// certificate that is not trusted and for answers that no etcd gives. Calls without an endpoint go
/// to the first of them that answers; a change is sent once only, so after Silence look whether it
/// was done.
class Etcd {
 public:
  enum class Reading { linearizable, serializable };  ///< serializable needs no quorum, may be old
  enum class Role { voter, learner };
  enum class Downgrade { validate, enable, cancel };
  /// Called between two reads, so a slow one holds the server back; its throw ends the call and
  /// passes.
  using Sink = std::function<void(const SnapshotPiece&)>;
  struct Added {
    EtcdMember member;
    std::vector<EtcdMember> members;  ///< with it
  };

  virtual ~Etcd() = default;

  virtual std::vector<std::string> endpoints() const = 0;  ///< of the access
  virtual EtcdStatus status(const std::string& endpoint) const = 0;
  virtual std::vector<EtcdMember> members(Reading reading) const = 0;
  virtual std::vector<EtcdAlarm> alarms() const = 0;
  /// The revision of a linearizable read at that member: its data are at least that new afterwards.
  virtual std::int64_t revision(const std::string& endpoint) const = 0;
  /// Revision 0: the newest. Refusal `compacted` for one that is compacted away.
  virtual EtcdHash hash_kv(const std::string& endpoint, std::int64_t revision) const = 0;
  virtual std::int64_t count(const std::string& prefix) const = 0;
  virtual EtcdKeys keys(const EtcdKeyRange& range) const = 0;
  /// What the values begin with, `bytes` of each; the rest of them does not leave the call. At most
  /// etcd_heads_limit keys a page, whatever the range asks for.
  virtual EtcdHeads heads(const EtcdKeyRange& range, std::size_t bytes) const = 0;
  /// The member's database at one moment, with every size that etcd announces held against what
  /// comes.
  virtual SnapshotEnd snapshot(const std::string& endpoint, const Sink& sink) const = 0;

  virtual Added add_member(const std::vector<std::string>& peer_urls, Role role) = 0;
  virtual std::vector<EtcdMember> promote(std::uint64_t id) = 0;
  virtual std::vector<EtcdMember> remove(std::uint64_t id) = 0;
  virtual std::vector<EtcdMember> update_peer_urls(std::uint64_t id,
                                                   const std::vector<std::string>& peer_urls) = 0;
  /// Asks the present leader, which must be reachable by an endpoint or by its client URLs.
  virtual void move_leader(std::uint64_t to) = 0;
  /// Blocks that member while it runs, seconds per gigabyte.
  virtual void defragment(const std::string& endpoint) = 0;
  /// Everything before that revision goes; returns once it is gone from the member asked.
  virtual void compact(std::int64_t revision) = 0;
  virtual void disarm(const EtcdAlarm& alarm) = 0;
  /// Target "3.5.0" or "3.5"; ignored by cancel. Returns the cluster's version.
  virtual std::string downgrade(Downgrade action, const std::string& target) = 0;
};

/// Opens nothing yet.
using OpenEtcd = std::function<std::shared_ptr<Etcd>(const EtcdAccess&)>;

/// As etcdctl prints ids: lower-case hex without leading zeros.
std::string member_id_text(std::uint64_t id);
/// Of such a text; nullopt when it is none, or zero.
std::optional<std::uint64_t> parse_member_id(std::string_view text);

/// The name, or "unstarted member 8e9e05c52164694d".
std::string member_label(const EtcdMember& member);

/// The one with that peer URL, that name, that id; nullptr: none.
const EtcdMember* find_by_peer_url(const std::vector<EtcdMember>& members, std::string_view url);
const EtcdMember* find_by_name(const std::vector<EtcdMember>& members, std::string_view name);
const EtcdMember* find_by_id(const std::vector<EtcdMember>& members, std::uint64_t id);

}  // namespace kcluster
