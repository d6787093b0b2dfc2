#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnosis/component_proof.h"
#include "diagnosis/proofs.h"

namespace kcluster {
namespace {

constexpr double kSlowShare = 0.05;

/// The members with that alarm, by their labels.
std::vector<std::string> alarmed(const Examination& seen, EtcdAlarm::Kind kind) {
  std::vector<std::string> found;
  if (!seen.etcd.health) return found;
  for (const auto& each : seen.etcd.health->members)
    if (std::count(each.alarms.begin(), each.alarms.end(), kind))
      found.push_back(member_label(each.member));
  return found;
}

std::string sizes(const Examination& seen) {
  for (const auto& each : seen.etcd.health->members)
    if (each.status)
      return fmt::format("database of {} MB, {} MB of it in use, quota {} MB",
                         each.status->db_size >> 20, each.status->db_in_use >> 20,
                         each.status->db_quota >> 20);
  return "no member tells its size";
}

/// Alarms that could not be read in time are no fault: a busy etcd is not lost.
std::string fault_of(const MemberHealth& member) { return quorum_fault(member, ""); }

/// Why this node's own member does not count; "": it does, or is not listed.
std::string own_fault(const Examination& seen) {
  if (!seen.etcd.health) return "";
  for (const auto& each : seen.etcd.health->members)
    if (each.member.name == seen.etcd.own_name) return fault_of(each);
  return "";
}

bool own_etcd(const Examination& seen) {
  return seen.role == Examination::Role::control_plane && !seen.etcd.external;
}

}  // namespace

MaybeProof prove_no_space_alarm(const Examination& seen) {
  const auto members = alarmed(seen, EtcdAlarm::Kind::no_space);
  if (members.empty()) return std::nullopt;
  return Proof{
      join(members, ", "),
      "etcd has raised the alarm NOSPACE and takes no more writes",
      {sizes(seen)},
      "`kcluster etcd defrag`, then `kcluster etcd alarm disarm`; if that gives too little back "
      "first `kcluster etcd compact REVISION`; else raise --quota-backend-bytes "
      "(etcd.local.extraArgs) and find what fills it"};
}

MaybeProof prove_corrupt_alarm(const Examination& seen) {
  const auto members = alarmed(seen, EtcdAlarm::Kind::corrupt);
  if (members.empty()) return std::nullopt;
  return Proof{
      join(members, ", "),
      "etcd has raised the alarm CORRUPT",
      {},
      "take the member out and let its node join again (`kcluster reset`, `kcluster join "
      "--control-plane`); of a single member restore a backup: `kcluster etcd restore FILE`"};
}

MaybeProof prove_no_member(const Examination& seen) {
  if (!own_etcd(seen) || !seen.etcd.health || seen.etcd.own_name.empty()) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& each : seen.etcd.health->members) {
    if (each.member.name == seen.etcd.own_name || each.member.name.empty()) return std::nullopt;
    names.push_back(each.member.name);
  }
  return Proof{seen.etcd.own_name,
               "etcd's cluster does not list this node's member",
               {"members: " + join(names, ", ")},
               "`kcluster reset` on this node, then join it again as a control plane"};
}

MaybeProof prove_quorum_lost(const Examination& seen) {
  if (!seen.etcd.health) return std::nullopt;
  auto answered = *seen.etcd.health;
  answered.alarms_fault.clear();
  const auto quorum = answered.quorum();
  if (quorum.margin() >= 0) return std::nullopt;
  Proof proof{"etcd", quorum.words(), {}, ""};
  for (const auto& each : seen.etcd.health->members)
    if (const auto fault = fault_of(each); !fault.empty())
      proof.shown_by.push_back(member_label(each.member) + " " + fault);
  proof.remedy =
      "bring the other members' nodes back; if they are lost for good: `kcluster etcd restore "
      "FILE` "
      "of a backup, or `kcluster etcd restore plan FILE` for several";
  return proof;
}

MaybeProof prove_member_down(const Examination& seen) {
  if (!seen.etcd.health) return std::nullopt;
  Proof proof;
  for (const auto& each : seen.etcd.health->members) {
    const auto fault = fault_of(each);
    const bool own = each.member.name == seen.etcd.own_name;
    if (fault.empty() || own || each.member.name.empty()) continue;
    proof.subject += (proof.subject.empty() ? "" : ", ") + each.member.name;
    proof.shown_by.push_back(each.member.name + " " + fault);
  }
  if (proof.subject.empty()) return std::nullopt;
  proof.what = "it does not count for etcd's quorum";
  proof.remedy =
      "run `kcluster doctor` on its node; if the node is gone: `kcluster node remove NAME`";
  return proof;
}

MaybeProof prove_unstarted(const Examination& seen) {
  if (!seen.etcd.health) return std::nullopt;
  for (const auto& each : seen.etcd.health->members)
    if (each.member.name.empty())
      return Proof{member_label(each.member),
                   "it is listed and no etcd has ever run for it",
                   {"peer URLs: " + join(each.member.peer_urls, ", ")},
                   "join that control plane again, or take it out: `kcluster etcd remove-member " +
                       member_id_text(each.member.id) + "`"};
  return std::nullopt;
}

MaybeProof prove_slow_disk(const Examination& seen) {
  if (seen.etcd.slow_syncs < kSlowShare) return std::nullopt;
  return Proof{"/var/lib/etcd",
               fmt::format("{:.0f} % of the writes to etcd's log took longer than half a second to "
                           "reach the disk",
                           seen.etcd.slow_syncs * 100),
               {"etcd_disk_wal_fsync_duration_seconds, since etcd started"},
               "give /var/lib/etcd a disk of its own, an SSD; see what else writes: `iostat -x 1`"};
}

MaybeProof prove_etcd_down(const Examination& seen) {
  if (seen.role != Examination::Role::control_plane) return std::nullopt;
  if (seen.etcd.external && !seen.etcd.health && !seen.etcd.silence.empty())
    return Proof{"etcd",
                 "the external etcd does not answer",
                 {seen.etcd.silence},
                 "check its endpoints, the way there and the client certificate that the API "
                 "server's manifest names"};
  if (seen.etcd.external) return std::nullopt;
  if (auto proof = container_down(seen, "etcd")) return proof;
  if (const auto fault = own_fault(seen); !fault.empty())
    return Proof{"etcd", "its member on this node " + fault, {}, component_remedy("etcd")};
  if (seen.etcd.health || seen.etcd.silence.empty()) return std::nullopt;
  return Proof{"etcd", "it does not answer", {seen.etcd.silence}, component_remedy("etcd")};
}

}  // namespace kcluster
