#include "etcd/snapshot.h"

#include <fmt/format.h>

#include "base/error.h"
#include "etcd/calls.h"
#include "etcd/decode.h"
#include "etcd/peer.h"
#include "etcd/refusal_text.h"
#include "wire/stream.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kLargest = 1ull << 40;  // bytes; etcd's own advice is 8 GiB
constexpr std::size_t kDigest = 32;

}  // namespace

void SnapshotReader::take(const etcdserverpb::SnapshotResponse& message) {
  if (!end_.sha256.empty()) throw decode::foreign(url_, "more comes after the snapshot's end");
  if (total_ == 0 || done_ < total_) return take_piece(message);
  if (message.remaining_bytes() != 0 || message.blob().size() != kDigest)
    throw decode::foreign(url_, "the snapshot's digest is none");
  end_.sha256 = message.blob();
}

void SnapshotReader::take_piece(const etcdserverpb::SnapshotResponse& message) {
  const std::uint64_t size = message.blob().size(), left = message.remaining_bytes();
  if (size == 0)
    throw Error(
        fmt::format("etcd at {} gives up in the middle of a snapshot, after {} bytes", url_, done_),
        "its disk may be failing: see its log, and take the snapshot from another member");
  if (left > kLargest) throw decode::foreign(url_, fmt::format("a snapshot of {} bytes", left));
  if (total_ == 0) {
    total_ = size + left;
    end_.version = tame(message.version());
  }
  done_ += size;
  if (done_ + left != total_)
    throw decode::foreign(url_,
                          fmt::format("the snapshot is {} bytes, then {}", total_, done_ + left));
  sink_({message.blob(), done_, total_});
}

SnapshotEnd SnapshotReader::end() const {
  if (end_.sha256.empty())
    throw Error(fmt::format("the snapshot of etcd at {} ends too early, after {} of {} bytes", url_,
                            done_, total_),
                "take it again, or from another member");
  SnapshotEnd made = end_;
  made.size = done_;
  return made;
}

SnapshotEnd receive_snapshot(const EtcdPeer& peer, std::chrono::milliseconds idle,
                             const Etcd::Sink& sink) {
  using etcdserverpb::SnapshotResponse;
  SnapshotReader reader(peer.url(), sink);
  Stream<SnapshotResponse> stream(peer.line(), etcd_calls::snapshot, {}, idle);
  for (SnapshotResponse message; stream.next(message);) reader.take(message);
  peer.check(stream.finish(), "snapshot");
  return reader.end();
}

}  // namespace kcluster
