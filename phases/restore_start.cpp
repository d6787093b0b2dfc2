#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "base/error.h"
#include "etcd/health.h"
#include "phases/etcd_restore.h"
#include "phases/leave_etcd.h"
#include "phases/rest.h"
#include "phases/restore_notes.h"
#include "phases/wait_doctor.h"
#include "snapshot/cluster.h"

namespace kcluster {
namespace {

std::string own_endpoint(const EtcdRestorePlan& plan) {
  return plan.client.endpoints.empty() ? "" : plan.client.endpoints.front();
}

/// This node's own etcd alone: what others say is of no account here.
EtcdAccess own_access(const EtcdRestorePlan& plan, const Files& files) {
  auto access = etcd_access_of(plan.client, files);
  if (!access)
    throw Error("etcd's clients need a certificate, which is not there: " + plan.client.certificate,
                "put it back from a backup, or make it: kcluster init phase certs");
  access->endpoints = {own_endpoint(plan)};
  return *access;
}

Error differs(const std::string& what) {
  return Error("the restored etcd is not what was built: " + what,
               "keep the node as it is and look at etcd's log; `kcluster etcd restore --undo` goes "
               "back to the data before");
}

void prove_members(const EtcdRestorePlan& plan, const EtcdHealth& health) {
  const auto wanted = new_cluster(plan.spec.members, plan.spec.token);
  if (health.members.size() != wanted.members.size())
    throw differs(
        fmt::format("it has {} members, not {}", health.members.size(), wanted.members.size()));
  for (const auto& member : wanted.members) {
    const auto found = std::find_if(health.members.begin(), health.members.end(),
                                    [&](const auto& each) { return each.member.id == member.id; });
    if (found == health.members.end() || found->member.peer_urls != member.peer_urls)
      throw differs("the member " + member.name + " is missing");
  }
}

void prove_data(const EtcdHealth& health, const BuiltNote& built, const Etcd& etcd) {
  for (const auto& each : health.members) {
    if (!each.status) continue;
    const auto hash = etcd.hash_kv(each.endpoint, built.revision).hash;
    if (hash != built.hash_kv)
      throw differs(fmt::format("HashKV of {} at revision {} is {}, not {}",
                                member_label(each.member), built.revision, hash, built.hash_kv));
  }
}

void disarm_old(Etcd& etcd, const Tell& sink) {
  for (const auto& alarm : etcd.alarms()) {
    etcd.disarm(alarm);
    const bool corrupt = alarm.kind == EtcdAlarm::Kind::corrupt;
    tell(sink, {Event::Kind::warning, "etcd",
                corrupt ? "the snapshot has the alarm CORRUPT, now disarmed: its members differed "
                          "when it was taken"
                        : "the alarm that came with the snapshot is disarmed"});
  }
}

}  // namespace

void start_etcd(const EtcdRestorePlan& plan, Files& files, const OpenEtcd& open,
                const WaitEyes& eyes) {
  put_back(plan.aside, "etcd", files);
  const auto etcd = open(own_access(plan, files));
  const auto missing = [&] { return no_leader_yet(*etcd, own_endpoint(plan)); };
  await_explained("etcd to lead with the data in place", plan.limit, missing, "etcd", eyes);
}

void prove_etcd(const EtcdRestorePlan& plan, const Files& files, const OpenEtcd& open,
                const Tell& sink) {
  const auto built = read_built(plan.spec.id, files);
  if (!built) return;
  const auto etcd = open(own_access(plan, files));
  const auto health = look_at_health(*etcd);
  prove_members(plan, health);
  prove_data(health, *built, *etcd);
  disarm_old(*etcd, sink);
}

void start_components(const EtcdRestorePlan& plan, Files& files, const WaitEyes& eyes) {
  put_all_back(plan.aside, files);
  wait_components(plan.wait, strongest_endpoint(plan.api, files), eyes);
}

void require_discard(const EtcdRestorePlan& plan, const Files& files, const OpenEtcd& open) {
  if (plan.discard_writes) return;
  const auto built = read_built(plan.spec.id, files);
  const auto now =
      attempt([&] { return open(own_access(plan, files))->revision(own_endpoint(plan)); });
  const auto lost = now && built ? fmt::format("{} writes", *now - built->revision)
                                 : std::string("an unknown number of writes");
  throw Error(lost + " since the restore would be lost",
              "if they may be: kcluster etcd restore --undo --discard-writes");
}

}  // namespace kcluster
