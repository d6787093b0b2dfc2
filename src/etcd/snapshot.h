#pragma once
#include <chrono>

#include "etcd/etcd.h"
#include "rpc/etcd.pb.h"

namespace kcluster {

class EtcdPeer;

/// The messages of a snapshot held against what they announce: first the total, then pieces with
/// what remains, last the digest alone. Throws Error for any other course; a server whose disk
/// failed sends empty pieces for ever.
class SnapshotReader {
 public:
  SnapshotReader(std::string url, const Etcd::Sink& sink) : url_(std::move(url)), sink_(sink) {}

  void take(const etcdserverpb::SnapshotResponse& message);
  /// When the stream has ended well.
  SnapshotEnd end() const;

 private:
  void take_piece(const etcdserverpb::SnapshotResponse& message);

  std::string url_;
  const Etcd::Sink& sink_;
  std::uint64_t done_ = 0, total_ = 0;
  SnapshotEnd end_;
};

/// Idle: how long a piece may take to come.
SnapshotEnd receive_snapshot(const EtcdPeer& peer, std::chrono::milliseconds idle,
                             const Etcd::Sink& sink);

}  // namespace kcluster
