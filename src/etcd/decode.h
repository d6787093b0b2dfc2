#pragma once
#include <string>
#include <vector>

#include "base/error.h"
#include "etcd/etcd.h"
#include "rpc/etcd.pb.h"

/// What came over the wire as values of ours, checked: an answer that no etcd gives is an Error.
namespace kcluster::decode {

/// "etcd at URL answers what no etcd does: WHAT".
Error foreign(const std::string& url, const std::string& what);

using Members = google::protobuf::RepeatedPtrField<etcdserverpb::Member>;

/// Printable and of bearable length.
std::string text(const std::string& seen, const std::string& url);
EtcdMember member(const etcdserverpb::Member& seen, const std::string& url);
std::vector<EtcdMember> members(const Members& seen, const std::string& url);
EtcdStatus status(const etcdserverpb::StatusResponse& seen, const std::string& url);
std::vector<EtcdAlarm> alarms(const etcdserverpb::AlarmResponse& seen, const std::string& url);
EtcdHash hash(const etcdserverpb::HashKVResponse& seen, std::int64_t asked, const std::string& url);
EtcdKeys keys(const etcdserverpb::RangeResponse& seen, const EtcdKeyRange& asked,
              const std::string& url);
EtcdHeads heads(const etcdserverpb::RangeResponse& seen, const EtcdKeyRange& asked,
                std::size_t bytes, const std::string& url);

/// The first key behind all keys of a prefix, as etcd writes ranges; one zero byte: there is no
/// end.
std::string prefix_end(std::string prefix);

}  // namespace kcluster::decode
