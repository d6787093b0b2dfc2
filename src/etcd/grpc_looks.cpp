#include "etcd/grpc_looks.h"

#include <fmt/format.h>

#include <algorithm>

#include "etcd/calls.h"
#include "etcd/decode.h"
#include "etcd/snapshot.h"

namespace kcluster {
namespace {

namespace pb = etcdserverpb;
namespace calls = etcd_calls;

constexpr std::chrono::minutes kHash{2};  // the whole data of a member are read

pb::RangeRequest range_of(const std::string& prefix) {
  pb::RangeRequest asked;
  asked.set_key(prefix.empty() ? std::string(1, '\0') : prefix);
  asked.set_range_end(decode::prefix_end(prefix));
  return asked;
}

pb::RangeRequest page_of(const EtcdKeyRange& wanted) {
  auto asked = range_of(wanted.prefix);
  if (!wanted.after.empty()) asked.set_key(wanted.after + '\0');
  asked.set_limit(wanted.limit);
  asked.set_revision(wanted.revision);
  return asked;
}

}  // namespace

void GrpcLooks::same_cluster(const pb::ResponseHeader& header, const EtcdPeer& peer) const {
  if (header.cluster_id() == 0) throw decode::foreign(peer.url(), "its cluster id is zero");
  std::uint64_t known = 0;
  if (cluster_id_.compare_exchange_strong(known, header.cluster_id())) return;
  if (known != header.cluster_id())
    throw Error(fmt::format("etcd at {} belongs to cluster {:x}, not to {:x}", peer.url(),
                            header.cluster_id(), known),
                "name endpoints of one cluster only; a member with old data must be removed, "
                "emptied and joined again");
}

EtcdStatus GrpcLooks::status_of(const EtcdPeer& peer) const {
  const auto answer = peer.call(calls::status, pb::StatusRequest(), limit_, "status");
  same_cluster(answer.header(), peer);
  return decode::status(answer, peer.url());
}

EtcdStatus GrpcLooks::status(const std::string& endpoint) const {
  return status_of(*peers_.at(endpoint));
}

std::vector<EtcdMember> GrpcLooks::members(Reading reading) const {
  pb::MemberListRequest asked;
  asked.set_linearizable(reading == Reading::linearizable);
  return peers_.ask([&](const EtcdPeer& peer) {
    const auto answer = peer.call(calls::member_list, asked, limit_, "list members");
    same_cluster(answer.header(), peer);
    return decode::members(answer.members(), peer.url());
  });
}

std::vector<EtcdAlarm> GrpcLooks::alarms() const {
  return peers_.ask([this](const EtcdPeer& peer) {
    const auto answer = peer.call(calls::list_alarms, pb::AlarmRequest(), limit_, "list alarms");
    same_cluster(answer.header(), peer);
    return decode::alarms(answer, peer.url());
  });
}

pb::RangeResponse GrpcLooks::range(const EtcdPeer& peer, const pb::RangeRequest& asked,
                                   const std::string& doing) const {
  auto answer = peer.call(calls::range, asked, limit_, doing);
  same_cluster(answer.header(), peer);
  return answer;
}

std::int64_t GrpcLooks::revision(const std::string& endpoint) const {
  pb::RangeRequest asked;
  asked.set_key("kcluster");  // need not be there: the header counts
  asked.set_count_only(true);
  return range(*peers_.at(endpoint), asked, "read linearizably").header().revision();
}

EtcdHash GrpcLooks::hash_kv(const std::string& endpoint, std::int64_t revision) const {
  const auto peer = peers_.at(endpoint);
  pb::HashKVRequest asked;
  asked.set_revision(revision);
  const auto answer = peer->call(calls::hash_kv, asked, kHash, "hash of the keys");
  same_cluster(answer.header(), *peer);
  return decode::hash(answer, revision, peer->url());
}

std::int64_t GrpcLooks::count(const std::string& prefix) const {
  auto asked = range_of(prefix);
  asked.set_count_only(true);
  return peers_.ask([&](const EtcdPeer& peer) {
    const auto found = range(peer, asked, "count " + prefix).count();
    if (found < 0) throw decode::foreign(peer.url(), "a negative number of keys");
    return found;
  });
}

EtcdKeys GrpcLooks::keys(const EtcdKeyRange& wanted) const {
  auto asked = page_of(wanted);
  asked.set_keys_only(true);
  return peers_.ask([&](const EtcdPeer& peer) {
    return decode::keys(range(peer, asked, "keys of " + wanted.prefix), wanted, peer.url());
  });
}

EtcdHeads GrpcLooks::heads(const EtcdKeyRange& range_wanted, std::size_t bytes) const {
  auto wanted = range_wanted;
  wanted.limit = std::min(wanted.limit, etcd_heads_limit);
  const auto asked = page_of(wanted);
  return peers_.ask([&](const EtcdPeer& peer) {
    const auto answer = range(peer, asked, "values of " + wanted.prefix);
    return decode::heads(answer, wanted, bytes, peer.url());
  });
}

SnapshotEnd GrpcLooks::snapshot(const std::string& endpoint, const Sink& sink) const {
  return receive_snapshot(*peers_.at(endpoint), limit_, sink);
}

}  // namespace kcluster
