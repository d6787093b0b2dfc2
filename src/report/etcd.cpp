#include "report/etcd.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/columns.h"

namespace kcluster {
namespace {

using Rows = std::vector<std::vector<std::string>>;

const char* yes_no(bool value) { return value ? "true" : "false"; }

Json to_json(const EtcdMember& member) {
  return {{"id", member_id_text(member.id)},  {"name", member.name},
          {"started", !member.name.empty()},  {"peerURLs", member.peer_urls},
          {"clientURLs", member.client_urls}, {"isLearner", member.learner}};
}

Json names_of(const std::vector<EtcdAlarm::Kind>& alarms) {
  Json names = Json::array();
  for (const auto kind : alarms) names.push_back(alarm_text(kind));
  return names;
}

Json to_json(const EtcdStatus& status) {
  return {{"version", status.version},
          {"storageVersion", status.storage_version},
          {"revision", status.revision},
          {"dbSize", status.db_size},
          {"dbSizeInUse", status.db_in_use},
          {"dbSizeQuota", status.db_quota},
          {"leader", member_id_text(status.leader)},
          {"raftTerm", status.raft_term},
          {"raftIndex", status.raft_index},
          {"raftAppliedIndex", status.raft_applied_index},
          {"errors", status.errors},
          {"downgradeEnabled", status.downgrading},
          {"downgradeTargetVersion", status.downgrade_target}};
}

Json to_json(const MemberHealth& health) {
  Json root = to_json(health.member);
  root["endpoint"] = health.endpoint;
  root["answers"] = static_cast<bool>(health.status);
  root["fault"] = health.status.why;
  root["isLeader"] = health.leads();
  root["alarms"] = names_of(health.alarms);
  if (health.status) root.update(to_json(*health.status));
  return root;
}

Json to_json(const Quorum& quorum) {
  return {{"voters", quorum.voters()},
          {"sound", quorum.sound()},
          {"needed", quorum.needed()},
          {"margin", quorum.margin()},
          {"words", quorum.words()}};
}

std::string unused_share(const EtcdStatus& status) {
  if (status.db_size <= 0) return "0%";
  return fmt::format("{}%", 100 - status.db_in_use * 100 / status.db_size);
}

std::vector<std::string> row(const MemberHealth& health) {
  std::vector<std::string> cells{member_label(health.member),
                                 health.endpoint.empty() ? "-" : health.endpoint,
                                 member_id_text(health.member.id)};
  if (!health.status) {
    cells.push_back("no answer");
    return cells;
  }
  const auto& status = *health.status;
  std::vector<std::string> alarms;
  for (const auto kind : health.alarms) alarms.push_back(alarm_text(kind));
  for (const auto& cell :
       {status.version, status.storage_version.empty() ? "-" : status.storage_version,
        size_text(status.db_size), size_text(status.db_in_use), unused_share(status),
        size_text(status.db_quota), std::string(yes_no(health.leads())),
        std::string(yes_no(status.learner)), std::to_string(status.raft_term),
        std::to_string(status.raft_index), std::to_string(status.raft_applied_index),
        alarms.empty() ? "-" : join(alarms, ","),
        status.errors.empty() ? "-" : join(status.errors, ", "),
        status.downgrading ? status.downgrade_target : "-"})
    cells.push_back(cell);
  return cells;
}

std::string table(const EtcdHealth& health) {
  Rows rows{{"NAME", "ENDPOINT", "ID", "VERSION", "STORAGE", "DB SIZE", "IN USE", "UNUSED", "QUOTA",
             "LEADER", "LEARNER", "RAFT TERM", "INDEX", "APPLIED", "ALARMS", "ERRORS",
             "DOWNGRADE"}};
  std::string faults;
  for (const auto& each : health.members) {
    rows.push_back(row(each));
    if (!each.status) faults += fmt::format("{}: {}\n", member_label(each.member), each.status.why);
  }
  return columns(rows) + (faults.empty() ? "" : "\n" + faults);
}

// etcd lists by id, which tells people nothing
EtcdHealth by_name(EtcdHealth health) {
  const auto key = [](const MemberHealth& each) {
    return std::pair(each.member.name.empty(), each.member.name);
  };
  std::stable_sort(health.members.begin(), health.members.end(),
                   [&](const auto& left, const auto& right) { return key(left) < key(right); });
  return health;
}

}  // namespace

std::string alarm_text(EtcdAlarm::Kind kind) {
  switch (kind) {
    case EtcdAlarm::Kind::no_space:
      return "NOSPACE";
    case EtcdAlarm::Kind::corrupt:
      return "CORRUPT";
    case EtcdAlarm::Kind::other:
      break;
  }
  return "UNKNOWN";
}

Result members_result(const std::vector<EtcdMember>& members) {
  Rows rows{{"ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER"}};
  Json list = Json::array();
  for (const auto& member : members) {
    rows.push_back({member_id_text(member.id), member.name.empty() ? "unstarted" : "started",
                    member.name, join(member.peer_urls, ","), join(member.client_urls, ","),
                    yes_no(member.learner)});
    list.push_back(to_json(member));
  }
  return {"members", std::move(list), columns(rows)};
}

Result status_result(const EtcdHealth& seen) {
  const auto health = by_name(seen);
  const auto quorum = health.quorum();
  Json list = Json::array(), warnings = Json::array();
  for (const auto& each : health.members) list.push_back(to_json(each));
  std::string words = table(health) + "\n" + quorum.words() + "\n";
  if (!health.list_fault.empty()) {
    warnings.push_back("the list is one member's own, it may be old: " + health.list_fault);
    words += warnings.back().get<std::string>() + "\n";
  }
  return {"etcd",
          {{"members", std::move(list)}, {"quorum", to_json(quorum)}, {"warnings", warnings}},
          words};
}

Result alarms_result(const std::vector<EtcdAlarm>& alarms, const std::vector<EtcdMember>& members) {
  Rows rows{{"MEMBER", "ID", "ALARM"}};
  Json list = Json::array();
  for (const auto& alarm : alarms) {
    const auto* member = find_by_id(members, alarm.member_id);
    const auto name = member ? member_label(*member) : std::string();
    rows.push_back(
        {name.empty() ? "-" : name, member_id_text(alarm.member_id), alarm_text(alarm.kind)});
    list.push_back({{"memberID", member_id_text(alarm.member_id)},
                    {"member", name},
                    {"alarm", alarm_text(alarm.kind)}});
  }
  return {"alarms", std::move(list), alarms.empty() ? "no alarms\n" : columns(rows)};
}

}  // namespace kcluster
