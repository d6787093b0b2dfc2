#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "base/report.h"
#include "etcd/health.h"

namespace kcluster {

/// etcdctl's member list, its columns and words. {"members": [{"id", "name", "started", "peerURLs",
/// "clientURLs", "isLearner"}]}
Result members_result(const std::vector<EtcdMember>& members);

/// brief: what fits 80 columns, for those who look at the whole cluster.
enum class MemberColumns { all, brief };

/// The columns of etcdctl's endpoint status, the members' names and alarms, and a line on quorum.
/// {"members": [what members_result has, "endpoint", "answers", "fault", "isLeader", "version", …,
/// "alarms"], "quorum": {"voters", "sound", "needed", "margin", "words"}, "warnings"}
Result status_result(const EtcdHealth& health, MemberColumns columns = MemberColumns::all);

/// {"alarms": [{"memberID", "member", "alarm"}]}
Result alarms_result(const std::vector<EtcdAlarm>& alarms, const std::vector<EtcdMember>& members);

/// "NOSPACE", "CORRUPT", "UNKNOWN".
std::string alarm_text(EtcdAlarm::Kind kind);

}  // namespace kcluster
