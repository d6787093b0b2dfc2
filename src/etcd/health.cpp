#include "etcd/health.h"

#include <algorithm>
#include <future>

namespace kcluster {
namespace {

using Members = std::vector<EtcdMember>;
using Statuses = std::vector<MemberHealth>;

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

Statuses ask_all(const Etcd& etcd, const Members& members) {
  std::vector<std::future<MemberHealth>> asked;
  for (const auto& member : members)
    asked.push_back(std::async(std::launch::async, [&etcd, member] { return ask(etcd, member); }));
  Statuses made;
  for (auto& each : asked) made.push_back(each.get());
  return made;
}

// what the sure list says, with the answers that came by the other one
Statuses listed(const Etcd& etcd, const Members& sure, const Statuses& asked) {
  Statuses made;
  for (const auto& member : sure) {
    const auto same = std::find_if(asked.begin(), asked.end(),
                                   [&](const auto& each) { return each.member == member; });
    made.push_back(same == asked.end() ? ask(etcd, member) : *same);
  }
  return made;
}

void put(const std::vector<EtcdAlarm>& alarms, EtcdHealth& health) {
  for (auto& each : health.members)
    for (const auto& alarm : alarms)
      if (alarm.member_id == each.member.id) each.alarms.push_back(alarm.kind);
}

bool anyone_led(const Statuses& members) {
  return std::any_of(members.begin(), members.end(),
                     [](const auto& each) { return each.status && each.status->leader != 0; });
}

}  // namespace

std::optional<std::string> no_leader_yet(const Etcd& etcd, const std::string& endpoint) {
  if (etcd.status(endpoint).leader) return std::nullopt;
  return "it has no leader yet";
}

// Without a leader what is sure would only wait for its timeout: so the members are asked first, by
// the list that any of them has.
EtcdHealth look_at_health(const Etcd& etcd) {
  EtcdHealth made;
  made.members = ask_all(etcd, etcd.members(Etcd::Reading::serializable));
  if (!anyone_led(made.members)) {
    made.list_fault = made.alarms_fault = "no member has a leader";
    return made;
  }
  const auto sure = attempt([&] { return etcd.members(Etcd::Reading::linearizable); });
  if (sure) made.members = listed(etcd, *sure, made.members);
  const auto alarms = attempt([&] { return etcd.alarms(); });
  if (alarms) put(*alarms, made);
  made.list_fault = sure.why;
  made.alarms_fault = alarms.why;
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
