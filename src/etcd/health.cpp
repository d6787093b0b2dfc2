#include "etcd/health.h"

#include <algorithm>
#include <future>

namespace kcluster {
namespace {

// it is one member behind all its URLs
MemberHealth ask(const Etcd& etcd, const EtcdMember& member) {
  MemberHealth made;
  made.member = member;
  made.status.why = "has never started";
  for (const auto& url : member.client_urls) {
    auto seen = attempt([&] { return etcd.status(url); });
    if (seen && seen->member_id != member.id)
      seen = {std::nullopt, "another member answers at " + url};
    made.endpoint = url;
    made.status = std::move(seen);
    if (made.status) break;
  }
  return made;
}

std::vector<EtcdMember> list(const Etcd& etcd, std::string& fault) {
  auto sure = attempt([&] { return etcd.members(Etcd::Reading::linearizable); });
  if (sure) return *sure;
  fault = sure.why;
  return etcd.members(Etcd::Reading::serializable);
}

void put(const Attempt<std::vector<EtcdAlarm>>& alarms, EtcdHealth& health) {
  health.alarms_fault = alarms.why;
  if (!alarms) return;
  for (auto& each : health.members)
    for (const auto& alarm : *alarms)
      if (alarm.member_id == each.member.id) each.alarms.push_back(alarm.kind);
}

}  // namespace

EtcdHealth look_at_health(const Etcd& etcd) {
  EtcdHealth made;
  std::vector<std::future<MemberHealth>> asked;
  for (const auto& member : list(etcd, made.list_fault))
    asked.push_back(std::async(std::launch::async, [&etcd, member] { return ask(etcd, member); }));
  const auto alarms = attempt([&] { return etcd.alarms(); });
  for (auto& each : asked) made.members.push_back(each.get());
  put(alarms, made);
  return made;
}

std::string quorum_fault(const MemberHealth& health, const std::string& alarms_fault) {
  if (health.member.name.empty()) return "has never started";
  if (!health.status) return "does not answer";
  if (health.status->leader == 0) return "has no leader";
  const auto corrupt = EtcdAlarm::Kind::corrupt;
  if (std::find(health.alarms.begin(), health.alarms.end(), corrupt) != health.alarms.end())
    return "has the alarm CORRUPT";
  return alarms_fault.empty() ? std::string() : "may have alarms that cannot be read";
}

Quorum EtcdHealth::quorum() const {
  std::vector<QuorumMember> facts;
  for (const auto& each : members)
    facts.push_back({each.member.id, member_label(each.member), each.member.learner,
                     quorum_fault(each, alarms_fault)});
  return Quorum(std::move(facts));
}

}  // namespace kcluster
