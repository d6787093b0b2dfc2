#include "phases/etcd_members.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace kcluster {
namespace {

constexpr auto kSure = Etcd::Reading::linearizable;

Error unknown(const std::vector<EtcdMember>& members, const std::string& asked) {
  std::vector<std::string> names;
  for (const auto& member : members) names.push_back(member.name);
  const auto meant = did_you_mean(asked, names);
  return Error(fmt::format("there is no etcd member {}", asked),
               meant ? fmt::format("did you mean {}?", *meant)
                     : "name one that `kcluster etcd members` lists, or its id",
               Exit::usage);
}

std::string shown(const EtcdMember& member) {
  return fmt::format("{} ({})", member_label(member), member_id_text(member.id));
}

Json as_json(const EtcdMember& member) {
  return {{"id", member_id_text(member.id)}, {"name", member.name}};
}

std::int64_t newest_revision(const Etcd& etcd) {
  const auto health = look_at_health(etcd);
  for (const auto& each : health.members)
    if (each.leads()) return each.status->revision;
  throw Error("etcd has no leader", "bring a majority back: `kcluster etcd status`");
}

// the one that has applied most follows fastest
EtcdMember best_follower(const EtcdHealth& health) {
  const MemberHealth* best = nullptr;
  for (const auto& each : health.members) {
    const bool fit =
        !each.member.learner && !each.leads() && quorum_fault(each, health.alarms_fault).empty();
    if (fit && (!best || each.status->raft_applied_index > best->status->raft_applied_index))
      best = &each;
  }
  if (!best)
    throw Error("no other voter could lead etcd: " + health.quorum().words(),
                "bring another member back first");
  return best->member;
}

std::string_view remedy_against(bool last, const Quorum& quorum) {
  if (last) return "without it there is no etcd; `kcluster reset` ends the cluster";
  if (quorum.margin() < 0)
    return "bring a majority back; if they are lost for good, restore etcd from a backup";
  return "mend the members named first, or accept it with --allow-quorum-loss";
}

}  // namespace

EtcdMember find_member(const std::vector<EtcdMember>& members, const std::string& name_or_id) {
  const auto same = [&](const EtcdMember& member) { return member.name == name_or_id; };
  if (std::count_if(members.begin(), members.end(), same) > 1)
    throw Error("several etcd members are called " + name_or_id,
                "name it by its id: `kcluster etcd members`", Exit::usage);
  if (!name_or_id.empty())
    if (const auto* named = find_by_name(members, name_or_id)) return *named;
  const auto id = parse_member_id(name_or_id);
  const auto* listed = id ? find_by_id(members, *id) : nullptr;
  if (!listed) throw unknown(members, name_or_id);
  return *listed;
}

void remove_member(const std::string& name_or_id, QuorumLoss loss, Etcd& etcd, Report& report) {
  const auto health = look_at_health(etcd);
  std::vector<EtcdMember> members;
  for (const auto& each : health.members) members.push_back(each.member);
  const auto member = find_member(members, name_or_id);
  const auto quorum = health.quorum();
  const auto against = quorum.against_removing(member.id);
  const bool last = !member.learner && quorum.voters() == 1;
  if (against && (last || loss == QuorumLoss::refused))
    throw Error(fmt::format("{} is not removed: {}", shown(member), *against),
                std::string(remedy_against(last, quorum)));
  const auto left = etcd.remove(member.id);
  report.results.push_back({"removed", as_json(member),
                            fmt::format("removed the etcd member {}; {} remain{}\n", shown(member),
                                        left.size(), left.size() == 1 ? "s" : "")});
}

void move_leader(const std::optional<std::string>& to, Etcd& etcd, Report& report) {
  const auto health = look_at_health(etcd);
  const auto target = to ? find_member(etcd.members(kSure), *to) : best_follower(health);
  const auto leads =
      std::any_of(health.members.begin(), health.members.end(),
                  [&](const auto& each) { return each.member.id == target.id && each.leads(); });
  if (!leads) etcd.move_leader(target.id);
  report.results.push_back(
      {"leader", as_json(target),
       fmt::format("{} {}\n", shown(target), leads ? "leads etcd already" : "leads etcd now")});
}

void compact_history(std::int64_t revision, Etcd& etcd, Report& report) {
  if (revision == 0) revision = newest_revision(etcd);
  etcd.compact(revision);
  report.results.push_back({"compacted", revision,
                            fmt::format("the history before revision {} is gone; `kcluster etcd "
                                        "defrag` gives its space back\n",
                                        revision)});
}

void disarm_alarms(Corrupt corrupt, Etcd& etcd, Report& report) {
  Json disarmed = Json::array();
  for (const auto& alarm : etcd.alarms()) {
    if (alarm.kind == EtcdAlarm::Kind::corrupt && corrupt == Corrupt::kept)
      throw Error(
          fmt::format("member {} has the alarm CORRUPT: its data differ from the others'",
                      member_id_text(alarm.member_id)),
          "remove it, delete its data and join it again; --corrupt disarms it all the same");
    etcd.disarm(alarm);
    disarmed.push_back(member_id_text(alarm.member_id));
  }
  if (!etcd.alarms().empty())
    throw Error("an alarm of etcd is raised again", "`kcluster etcd alarm list` shows which");
  const auto words = disarmed.empty() ? std::string("no alarms\n")
                                      : fmt::format("disarmed {} alarm{}\n", disarmed.size(),
                                                    disarmed.size() == 1 ? "" : "s");
  report.results.push_back({"disarmed", std::move(disarmed), words});
}

}  // namespace kcluster
