#pragma once
#include "rpc/etcd.pb.h"
#include "wire/rpc.h"

/// The calls of etcd's gRPC API that kcluster makes (src/rpc/etcd.proto).
namespace kcluster::etcd_calls {

using namespace etcdserverpb;  // NOLINT: the messages' own names
constexpr auto kChanges = Effect::changes;

inline constexpr Rpc<RangeRequest, RangeResponse> range{"/etcdserverpb.KV/Range"};
inline constexpr Rpc<CompactionRequest, CompactionResponse> compact{"/etcdserverpb.KV/Compact",
                                                                    kChanges};

inline constexpr Rpc<MemberListRequest, MembersResponse> member_list{
    "/etcdserverpb.Cluster/MemberList"};
inline constexpr Rpc<MemberAddRequest, MemberAddResponse> member_add{
    "/etcdserverpb.Cluster/MemberAdd", kChanges};
inline constexpr Rpc<MemberRemoveRequest, MembersResponse> member_remove{
    "/etcdserverpb.Cluster/MemberRemove", kChanges};
inline constexpr Rpc<MemberUpdateRequest, MembersResponse> member_update{
    "/etcdserverpb.Cluster/MemberUpdate", kChanges};
inline constexpr Rpc<MemberPromoteRequest, MembersResponse> member_promote{
    "/etcdserverpb.Cluster/MemberPromote", kChanges};

inline constexpr Rpc<StatusRequest, StatusResponse> status{"/etcdserverpb.Maintenance/Status"};
inline constexpr Rpc<HashKVRequest, HashKVResponse> hash_kv{"/etcdserverpb.Maintenance/HashKV"};
inline constexpr Rpc<SnapshotRequest, SnapshotResponse> snapshot{
    "/etcdserverpb.Maintenance/Snapshot"};
inline constexpr Rpc<AlarmRequest, AlarmResponse> list_alarms{"/etcdserverpb.Maintenance/Alarm"};
inline constexpr Rpc<AlarmRequest, AlarmResponse> disarm{"/etcdserverpb.Maintenance/Alarm",
                                                         kChanges};
inline constexpr Rpc<DefragmentRequest, DefragmentResponse> defragment{
    "/etcdserverpb.Maintenance/Defragment", kChanges};
inline constexpr Rpc<MoveLeaderRequest, MoveLeaderResponse> move_leader{
    "/etcdserverpb.Maintenance/MoveLeader", kChanges};
inline constexpr Rpc<DowngradeRequest, DowngradeResponse> downgrade{
    "/etcdserverpb.Maintenance/Downgrade", kChanges};

}  // namespace kcluster::etcd_calls
