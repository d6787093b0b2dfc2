#pragma once
#include <atomic>
#include <string>
#include <vector>

#include "etcd/etcd.h"
#include "etcd/peers.h"
#include "rpc/etcd.pb.h"

namespace kcluster {

/// What can be seen of a cluster over gRPC, every answer checked; the looking half of
/// real_etcd.cpp.
class GrpcLooks : public Etcd {
 public:
  GrpcLooks(const EtcdAccess& access, std::stop_token stop)
      : peers_(access, std::move(stop)), limit_(access.timeout) {}

  std::vector<std::string> endpoints() const override { return peers_.access().endpoints; }
  EtcdStatus status(const std::string& endpoint) const override;
  std::vector<EtcdMember> members(Reading reading) const override;
  std::vector<EtcdAlarm> alarms() const override;
  std::int64_t revision(const std::string& endpoint) const override;
  EtcdHash hash_kv(const std::string& endpoint, std::int64_t revision) const override;
  std::int64_t count(const std::string& prefix) const override;
  EtcdKeys keys(const EtcdKeyRange& wanted) const override;
  EtcdHeads heads(const EtcdKeyRange& wanted, std::size_t bytes) const override;
  SnapshotEnd snapshot(const std::string& endpoint, const Sink& sink) const override;

 protected:
  const EtcdPeers& peers() const { return peers_; }
  EtcdStatus status_of(const EtcdPeer& peer) const;
  /// Throws Error unless it is the cluster that answered first: two under one name would tear both
  /// apart.
  void same_cluster(const etcdserverpb::ResponseHeader& header, const EtcdPeer& peer) const;

 private:
  etcdserverpb::RangeResponse range(const EtcdPeer& peer, const etcdserverpb::RangeRequest& asked,
                                    const std::string& doing) const;

  EtcdPeers peers_;
  std::chrono::milliseconds limit_;
  mutable std::atomic<std::uint64_t> cluster_id_ = 0;
};

}  // namespace kcluster
