#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "etcd/etcd.h"

namespace kcluster {

/// What a MemoryEtcd over nothing knows; a healthy cluster of one.
struct EtcdCluster {
  std::uint64_t id = 0xc1;
  std::vector<EtcdMember> members{
      {0xa1, "cka-control", {"https://192.168.1.20:2380"}, {"https://192.168.1.20:2379"}, false}};
  std::uint64_t leader = 0xa1;     ///< 0: quorum is lost, and every change refused
  std::set<std::uint64_t> silent;  ///< members that do not answer
  std::vector<EtcdAlarm> alarms;
  std::string version = "3.6.16", storage_version = "3.6.0";
  std::int64_t revision = 1, compacted = -1;
  std::set<std::string> keys;
  std::map<std::string, std::string> values;  ///< of keys, where they matter
  std::string database, digest;  ///< what a snapshot gives: bytes, and 32 bytes of SHA-256
  std::string joiner;  ///< an added member starts at once under this name; "": it does not
  int promotions_too_early = 0;  ///< so many are refused with learner_not_ready before one passes
};

/// One thing that would have been done to the cluster.
struct EtcdChange {
  enum class Kind {
    add,
    promote,
    remove,
    update,
    move_leader,
    defragment,
    compact,
    disarm,
    downgrade
  };
  Kind kind = Kind::add;
  std::string subject;  ///< a member's name, id or peer URL, an endpoint, a revision, a version
};

/// An etcd cluster in memory, over a real one that it only looks at (dry run) or over canned facts
/// (tests). Added members are listed, and answer once they have started.
class MemoryEtcd : public Etcd {
 public:
  explicit MemoryEtcd(std::shared_ptr<const Etcd> below) : below_(std::move(below)) {}
  explicit MemoryEtcd(EtcdCluster canned = {}) : cluster(std::move(canned)) {}

  std::vector<std::string> endpoints() const override;
  EtcdStatus status(const std::string& endpoint) const override;
  std::vector<EtcdMember> members(Reading reading) const override;
  std::vector<EtcdAlarm> alarms() const override;
  std::int64_t revision(const std::string& endpoint) const override;
  EtcdHash hash_kv(const std::string& endpoint, std::int64_t revision) const override;
  std::int64_t count(const std::string& prefix) const override;
  EtcdKeys keys(const EtcdKeyRange& range) const override;
  EtcdHeads heads(const EtcdKeyRange& range, std::size_t bytes) const override;
  SnapshotEnd snapshot(const std::string& endpoint, const Sink& sink) const override;

  Added add_member(const std::vector<std::string>& peer_urls, Role role) override;
  std::vector<EtcdMember> promote(std::uint64_t id) override;
  std::vector<EtcdMember> remove(std::uint64_t id) override;
  std::vector<EtcdMember> update_peer_urls(std::uint64_t id,
                                           const std::vector<std::string>& peer_urls) override;
  void move_leader(std::uint64_t to) override;
  void defragment(const std::string& endpoint) override;
  void compact(std::int64_t revision) override;
  void disarm(const EtcdAlarm& alarm) override;
  std::string downgrade(Downgrade action, const std::string& target) override;

  std::vector<EtcdChange> changes() const;

  EtcdCluster cluster;  ///< tests set it before use

 private:
  void begin();
  void note(EtcdChange::Kind kind, std::string subject);
  EtcdMember& known(std::uint64_t id);
  void require_free(const std::vector<std::string>& peer_urls) const;
  const EtcdMember* at(const std::string& endpoint) const;
  EtcdStatus status_here(const EtcdMember& member) const;

  std::shared_ptr<const Etcd> below_;
  bool own_ = false;  // whether the cluster below was copied, before the first change
  std::set<std::uint64_t> added_;
  std::vector<EtcdChange> changes_;
  mutable std::mutex lock_;
};

}  // namespace kcluster
