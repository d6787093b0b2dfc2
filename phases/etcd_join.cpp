#include "phases/etcd_join.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "etcd/health.h"
#include "etcd/refusal.h"
#include "kubernetes/paths.h"
#include "phases/etcd.h"
#include "phases/wait_doctor.h"

namespace kcluster {
namespace {

using Members = std::vector<EtcdMember>;
using Reason = std::optional<std::string>;

Millis limit_of(const EtcdJoinPlan& plan) { return std::chrono::duration_cast<Millis>(plan.limit); }

std::string remove_command(const EtcdMember& member) {
  return "kcluster etcd remove-member " + member_id_text(member.id);
}

bool started(const EtcdMember& member) { return !member.name.empty(); }

/// Whether an etcd of this node has kept data, of whatever member.
bool has_data(const EtcdJoinPlan& plan, const Files& files) {
  return files.look(Path(plan.data_dir) / "member").has_value();
}

bool manifest_lies_there(const Files& files) {
  return files.look(Path(paths::manifests) / "etcd.yaml").has_value();
}

void require_quorum(const std::optional<std::string>& against, const std::string& what) {
  if (against)
    throw Error(
        what + ": " + *against,
        "see `kcluster etcd members` on a control plane, and mend or remove what is unwell");
}

/// Takes a member of ours away that cannot be gone on with.
void clean(const EtcdMember& member, Etcd& etcd, const Tell& sink) {
  if (!member.learner)
    require_quorum(look_at_health(etcd).quorum().against_removing(member.id),
                   "this node's former etcd member cannot be removed");
  tell(sink, {Event::Kind::did, "etcd", "removing this node's leftover " + member_label(member)});
  etcd.remove(member.id);
}

/// This node's member when it can be gone on with: it has its data still, or its pod is about to make
/// them. Removed then, an etcd that the kubelet is just starting would keep an id that is gone for
/// good, and never start again.
std::optional<EtcdMember> own_member(const EtcdJoinPlan& plan, Etcd& etcd, const Files& files,
                                     const Tell& sink) {
  const auto members = etcd.members(Etcd::Reading::linearizable);
  const auto* own = find_by_peer_url(members, plan.peer_url);
  if (own == nullptr) return std::nullopt;
  if (has_data(plan, files)) return *own;
  if (!started(*own) && manifest_lies_there(files)) return *own;
  clean(*own, etcd, sink);
  return std::nullopt;
}

/// Why a learner cannot be added yet; throws when waiting is pointless.
Reason obstacle(const EtcdJoinPlan& plan, const Etcd& etcd) {
  const auto members = etcd.members(Etcd::Reading::linearizable);
  if (const auto* same = find_by_name(members, plan.node))
    throw Error(fmt::format("etcd has a member {} already, at {}", plan.node,
                            same->peer_urls.empty() ? "" : same->peer_urls.front()),
                "if that node is gone, on a control plane: " + remove_command(*same));
  for (const auto& member : members)
    if (member.learner || !started(member))
      throw Silence(fmt::format("another node is joining: {} at {}", member_label(member),
                                member.peer_urls.empty() ? "" : member.peer_urls.front()),
                    "if that join was given up, on a control plane: " + remove_command(member));
  return look_at_health(etcd).quorum().against_adding(Etcd::Role::learner);
}

// etcd makes a member's id of its URL and the present second: within that second one that was just
// removed cannot come back ("member not found"), nor one be added twice.
void add_learner(const EtcdJoinPlan& plan, Etcd& etcd, const Clock& clock) {
  clock.await("a place in the etcd cluster", limit_of(plan), [&]() -> Reason {
    if (auto reason = obstacle(plan, etcd)) return reason;
    return not_yet([&] { etcd.add_member({plan.peer_url}, Etcd::Role::learner); },
                   {EtcdRefusal::Reason::member_not_found, EtcdRefusal::Reason::member_exists});
  });
}

/// --initial-cluster: every member, this one under its own name although it has never run.
std::vector<InitialMember> peers(const EtcdJoinPlan& plan, const Members& members) {
  std::vector<InitialMember> out;
  for (const auto& member : members)
    for (const auto& url : member.peer_urls)
      out.push_back({url == plan.peer_url ? plan.node : member.name, url});
  return out;
}

EtcdMember now(const EtcdJoinPlan& plan, const Etcd& etcd) {
  const auto members = etcd.members(Etcd::Reading::linearizable);
  if (const auto* own = find_by_peer_url(members, plan.peer_url)) return *own;
  throw Error("etcd has no member with the peer URL " + plan.peer_url,
              "run the phase before: kcluster join phase etcd-join");
}

/// Until the kubelet has started it; at the limit the runtime and the kubelet say why it has not.
/// No Doctor looks on meanwhile: the API server beside it exits until this etcd answers.
void await_start(const EtcdJoinPlan& plan, const Etcd& etcd, const WaitEyes& eyes) {
  const auto outcome = attempt([&] {
    eyes.clock.await("this node's etcd to start", limit_of(plan), [&]() -> Reason {
      if (started(now(plan, etcd))) return std::nullopt;
      return "it has not told the other members its name";
    });
    return true;
  });
  if (!outcome) throw Doctor(eyes).explain(outcome.why, {"etcd"});
}

}  // namespace

void etcd_join(const EtcdJoinPlan& plan, Etcd& etcd, Files& files, const Clock& clock,
               const Tell& sink) {
  const auto own = own_member(plan, etcd, files, sink);
  if (own && started(*own) && manifest_lies_there(files)) return;
  if (!own) add_learner(plan, etcd, clock);
  const auto members = etcd.members(Etcd::Reading::linearizable);
  etcd_pod(plan_etcd(plan.config, plan.around, peers(plan, members)), files);
}

void etcd_promote(const EtcdJoinPlan& plan, Etcd& etcd, const WaitEyes& eyes) {
  if (!started(now(plan, etcd))) await_start(plan, etcd, eyes);
  eyes.clock.await("this node's etcd to be in sync", limit_of(plan), [&]() -> Reason {
    const auto own = now(plan, etcd);
    if (!own.learner) return std::nullopt;
    return not_yet([&] { etcd.promote(own.id); });
  });
}

}  // namespace kcluster
