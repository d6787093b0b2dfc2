#include "phases/leave_etcd.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "etcd/health.h"
#include "etcd/refusal.h"
#include "phases/clearing.h"

namespace kcluster {
namespace {

// Where quorum is lost etcd refuses as long as it is asked.
constexpr std::chrono::seconds kDoubtful{5};
constexpr const char* kPod = "etcd-";  // kubeadm's static pod is "etcd-<node>"
// A disk of their own for these is common; emptied, it stays mounted.
constexpr const char* kDataFolders[] = {"member", "member/wal", "member/snap"};

void warn(const Tell& sink, const std::string& what) {
  tell(sink, {Event::Kind::warning, "etcd", what});
}

const EtcdMember* own_member(const EtcdHealth& health, const LeaveEtcdPlan& plan) {
  for (const auto& each : health.members)
    for (const auto& url : each.member.peer_urls)
      if (url == plan.peer_url) return &each.member;
  for (const auto& each : health.members)
    if (!plan.name.empty() && each.member.name == plan.name) return &each.member;
  return nullptr;
}

/// How long to ask for the removal; Error when it is not to be asked for.
Duration patience(const EtcdHealth& health, const EtcdMember& member, const LeaveEtcdPlan& plan,
                  const Tell& sink) {
  const auto against = health.quorum().against_removing(member.id);
  if (!against) return plan.limit;
  if (plan.allow_quorum_loss) {
    warn(sink, *against + "; accepted");
    return std::min<Duration>(plan.limit, kDoubtful);
  }
  throw Error("this node's etcd member cannot leave: " + *against,
              "mend the members named first, or accept the loss with --allow-quorum-loss");
}

bool listed(const Etcd& etcd, std::uint64_t id) {
  const auto members = etcd.members(Etcd::Reading::linearizable);
  return find_by_id(members, id) != nullptr;
}

/// A removal whose answer was lost is looked for, never sent twice blindly.
void remove_member(const EtcdMember& member, Millis limit, Etcd& etcd, const Clock& clock,
                   const Tell& sink) {
  clock.await("etcd to let member " + member_label(member) + " go", limit,
              [&]() -> std::optional<std::string> {
                if (!listed(etcd, member.id)) return std::nullopt;
                return not_yet([&] { etcd.remove(member.id); });
              });
  tell(sink, {Event::Kind::did, "etcd", "removed member " + member_label(member)});
}

void leave(const LeaveEtcdPlan& plan, Etcd& etcd, const Clock& clock, const Tell& sink) {
  const auto health = look_at_health(etcd);
  const auto* member = own_member(health, plan);
  if (member == nullptr || health.members.size() == 1) return;
  const auto limit = std::chrono::duration_cast<Millis>(patience(health, *member, plan, sink));
  const auto removed = attempt([&] {
    remove_member(*member, limit, etcd, clock, sink);
    return true;
  });
  if (removed) return;
  if (!plan.allow_quorum_loss) throw Error(removed.why, "kcluster etcd status");
  warn(sink, "the member stays in the list of the others: " + removed.why);
}

/// Leaves when etcd answers; one that does not may be a failed init's, or the others' to remove.
void leave_if_asked(const LeaveEtcdPlan& plan, const Files& files, const OpenEtcd& open,
                    const Clock& clock, const Tell& sink) {
  const auto access = etcd_access_of(plan.client, files);
  if (!access) return;
  const auto etcd = open(*access);
  const auto answers = attempt([&] { return etcd->members(Etcd::Reading::serializable); });
  if (answers) return leave(plan, *etcd, clock, sink);
  warn(sink, fmt::format("it does not answer ({}); if this node was one of several, run on "
                         "another: kcluster node remove {}",
                         answers.why, plan.name));
}

bool is_etcd(const Sandbox& pod) {
  return pod.namespace_ == "kube-system" && pod.name.rfind(kPod, 0) == 0;
}

std::optional<std::string> remove_pods(Cri& cri) {
  bool any = false;
  for (const auto& pod : cri.pods()) {
    if (!is_etcd(pod)) continue;
    any = true;
    cri.remove_pod(pod.id);
  }
  return any ? std::optional<std::string>("its pod is just being removed") : std::nullopt;
}

/// The kubelet must not bring it back over the data's removal.
void stop_pod(const LeaveEtcdPlan& plan, Files& files,
              const std::function<std::shared_ptr<Cri>()>& cri, const Clock& clock,
              const Tell& sink) {
  files.remove(plan.manifest);
  const auto stopped = attempt([&] {
    const auto runtime = cri();
    clock.await("etcd to be stopped", std::chrono::duration_cast<Millis>(plan.limit),
                [&] { return remove_pods(*runtime); });
    return true;
  });
  if (!stopped) warn(sink, "its pod cannot be stopped: " + stopped.why);
}

/// etcd's, and what `kcluster etcd restore` leaves beside them (plan/etcd_restore.h).
bool is_data(const std::string& name) {
  return name == "member" || name == ".kcluster-restore" || name.starts_with("member.before-") ||
         name.starts_with("member.undone-");
}

}  // namespace

std::optional<EtcdAccess> etcd_access_of(const EtcdFiles& client, const Files& files) {
  if (client.endpoints.empty() || client.authority.empty()) return std::nullopt;
  const auto authorities = files.read(client.authority);
  const auto certificate = files.read(client.certificate);
  auto key = files.read(client.key);
  if (!authorities || !certificate || !key) return std::nullopt;
  EtcdAccess access;
  access.endpoints = client.endpoints;
  access.authorities = *authorities;
  access.client_certificate = *certificate;
  access.client_key = std::make_shared<const Secret>(std::move(*key));
  return access;
}

void leave_etcd(const LeaveEtcdPlan& plan, Files& files, const System& system, const OpenEtcd& open,
                const std::function<std::shared_ptr<Cri>()>& cri, const Clock& clock,
                const Tell& sink) {
  if (!plan.local) return;
  leave_if_asked(plan, files, open, clock, sink);
  stop_pod(plan, files, cri, clock, sink);
  const Path data = files.resolved(plan.data_dir);
  Clearing clearing(system.mounts(), files);
  for (const auto* folder : kDataFolders) clearing.manage(data / folder);
  for (const auto& name : files.list(data).value_or(std::vector<std::string>{}))
    if (is_data(name)) clearing.remove(data / name);
}

}  // namespace kcluster
