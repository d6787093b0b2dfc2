#include "report/etcd.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/columns.h"

namespace kcluster {
namespace {

const char* truth(bool value) { return value ? "true" : "false"; }

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

std::string alarms_of(const MemberHealth& health) {
  std::vector<std::string> alarms;
  for (const auto kind : health.alarms) alarms.push_back(alarm_text(kind));
  return or_dash(join(alarms, ","));
}

/// What is known of a member before it answers.
struct NameColumn {
  const char* title;
  std::string (*cell)(const MemberHealth& health);
  bool brief;  ///< in the table of a few columns, too
};
constexpr NameColumn kNames[] = {
    {"NAME", [](auto& m) { return member_label(m.member); }, true},
    {"ENDPOINT", [](auto& m) { return or_dash(m.endpoint); }, false},
    {"ID", [](auto& m) { return member_id_text(m.member.id); }, false},
};

struct StatusColumn {
  const char* title;
  std::string (*cell)(const MemberHealth& health, const EtcdStatus& status);
  bool brief;
};
constexpr StatusColumn kStatus[] = {
    {"VERSION", [](auto&, auto& s) { return s.version; }, true},
    {"STORAGE", [](auto&, auto& s) { return or_dash(s.storage_version); }, false},
    {"DB SIZE", [](auto&, auto& s) { return size_text(s.db_size); }, true},
    {"IN USE", [](auto&, auto& s) { return size_text(s.db_in_use); }, false},
    {"UNUSED", [](auto&, auto& s) { return unused_share(s); }, true},
    {"QUOTA", [](auto&, auto& s) { return size_text(s.db_quota); }, true},
    {"LEADER", [](auto& m, auto&) { return std::string(truth(m.leads())); }, true},
    {"LEARNER", [](auto&, auto& s) { return std::string(truth(s.learner)); }, true},
    {"RAFT TERM", [](auto&, auto& s) { return std::to_string(s.raft_term); }, false},
    {"INDEX", [](auto&, auto& s) { return std::to_string(s.raft_index); }, false},
    {"APPLIED", [](auto&, auto& s) { return std::to_string(s.raft_applied_index); }, false},
    {"ALARMS", [](auto& m, auto&) { return alarms_of(m); }, true},
    {"ERRORS", [](auto&, auto& s) { return or_dash(join(s.errors, ", ")); }, false},
    {"DOWNGRADE",
     [](auto&, auto& s) { return s.downgrading ? s.downgrade_target : std::string("-"); }, false},
};

std::vector<std::string> titles(MemberColumns wanted) {
  std::vector<std::string> cells;
  const auto take = [&](const auto& columns) {
    for (const auto& column : columns)
      if (column.brief || wanted == MemberColumns::all) cells.push_back(column.title);
  };
  take(kNames);
  take(kStatus);
  return cells;
}

std::vector<std::string> row(const MemberHealth& health, MemberColumns wanted) {
  std::vector<std::string> cells;
  for (const auto& column : kNames)
    if (column.brief || wanted == MemberColumns::all) cells.push_back(column.cell(health));
  if (!health.status) {
    cells.push_back("no answer");
    return cells;
  }
  for (const auto& column : kStatus)
    if (column.brief || wanted == MemberColumns::all)
      cells.push_back(column.cell(health, *health.status));
  return cells;
}

std::string table(const EtcdHealth& health, MemberColumns wanted) {
  Rows rows{titles(wanted)};
  std::string faults;
  for (const auto& each : health.members) {
    rows.push_back(row(each, wanted));
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
                    truth(member.learner)});
    list.push_back(to_json(member));
  }
  return {"members", std::move(list), columns(rows)};
}

Result status_result(const EtcdHealth& seen, MemberColumns wanted) {
  const auto health = by_name(seen);
  const auto quorum = health.quorum();
  Json list = Json::array(), warnings = Json::array();
  for (const auto& each : health.members) list.push_back(to_json(each));
  std::string words = table(health, wanted) + "\n" + quorum.words() + "\n";
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
    rows.push_back({or_dash(name), member_id_text(alarm.member_id), alarm_text(alarm.kind)});
    list.push_back({{"memberID", member_id_text(alarm.member_id)},
                    {"member", name},
                    {"alarm", alarm_text(alarm.kind)}});
  }
  return {"alarms", std::move(list), alarms.empty() ? "no alarms\n" : columns(rows)};
}

}  // namespace kcluster
