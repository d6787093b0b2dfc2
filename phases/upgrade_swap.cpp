#include <algorithm>

#include "base/attempt.h"
#include "base/error.h"
#include "base/yaml.h"
#include "etcd/health.h"
#include "manifest/static_pod.h"
#include "phases/kubelet.h"
#include "phases/leave_etcd.h"
#include "phases/rest.h"
#include "phases/static_pods.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"
#include "phases/upgraded_pods.h"

namespace kcluster {
namespace {

constexpr const char* kEtcd = "etcd";

UpgradedPod upgraded(const StaticPodPlan& plan, std::span<const PatchFile> patches) {
  Json pod = patched_pod(plan, patches);
  auto text = write_yaml(pod);
  return {plan.name, std::move(pod), std::move(text)};
}

/// Nanoseconds since 1970, as the runtime counts.
std::int64_t nanoseconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

/// Whether it is not yet what the plan says.
bool is_due(const UpgradedPod& pod, const UpgradePlan& plan, const Files& files,
            const std::map<std::string, RunningPod>& running) {
  if (files.read(manifest_path(pod.component)) != pod.text) return true;
  const auto found = running.find(pod.component);
  if (found == running.end()) return true;
  return plan.renew && found->second.container.created < nanoseconds(plan.spec.began);
}

std::map<std::string, std::string> hashes_of(const std::map<std::string, RunningPod>& running) {
  std::map<std::string, std::string> hashes;
  for (const auto& [component, pod] : running) hashes[component] = pod.hash;
  return hashes;
}

/// Another voter that is well; 0: there is none.
std::uint64_t another_voter(const EtcdHealth& health, std::uint64_t but) {
  for (const auto& each : health.members)
    if (each.member.id != but && !each.member.learner &&
        quorum_fault(each, health.alarms_fault).empty())
      return each.member.id;
  return 0;
}

void require_voters(const EtcdHealth& health) {
  for (const auto& each : health.members) {
    if (each.member.learner)
      throw Error(member_label(each.member) + " is still a learner of etcd",
                  "wait until it is promoted: kcluster etcd members");
    const auto fault = quorum_fault(each, health.alarms_fault);
    if (!fault.empty())
      throw Error("etcd's member " + member_label(each.member) + " " + fault,
                  "mend it, or remove it if it is lost: kcluster etcd members");
  }
}

/// What has to be so before this node's member is stopped.
void make_dispensable(const UpgradedPod& next, const UpgradePlan& plan, const Files& files,
                      const OpenEtcd& open, const Tell& sink) {
  const auto access = etcd_access_of(plan.etcd_client, files);
  if (!access)
    throw Error("etcd's clients need a certificate, which is not there",
                "make it: kcluster init phase certs");
  const auto etcd = open(*access);
  const auto health = look_at_health(*etcd);
  require_voters(health);
  end_downgrade(next.text, health, *etcd, sink);
  if (health.members.size() == 1) return;
  const auto own = etcd->status(access->endpoints.front());
  const auto quorum = health.quorum();
  if (const auto against = quorum.against_stopping(own.member_id)) {
    if (!quorum.is_pair())
      throw Error(*against, "bring the other members up first: kcluster etcd members");
    tell(sink, {Event::Kind::warning, kEtcd, *against + ": the cluster stands still meanwhile"});
  }
  if (own.leader != own.member_id) return;
  etcd->move_leader(another_voter(health, own.member_id));
  tell(sink, {Event::Kind::did, kEtcd, "moved the leadership to another member"});
}

}  // namespace

std::vector<UpgradedPod> upgraded_pods(const UpgradePlan& plan) {
  std::vector<UpgradedPod> pods;
  if (plan.etcd_upgraded) pods.push_back(upgraded(plan.etcd.pod, plan.etcd.patches));
  const auto& components = plan.control_plane;
  for (const auto* pod :
       {&components.apiserver, &components.controller_manager, &components.scheduler})
    pods.push_back(upgraded(*pod, components.patches));
  return pods;
}

bool stands_already(const UpgradePlan& plan, const Files& files) {
  const auto pods = upgraded_pods(plan);
  return !kubelet_config_is_due(plan.kubelet, files) &&
         std::all_of(pods.begin(), pods.end(), [&](const UpgradedPod& pod) {
           const auto text = files.read(manifest_path(pod.component)).value_or("");
           const auto there = attempt([&] { return one_mapping(text, pod.component); });
           return text == pod.text || (there && *there == pod.pod);
         });
}

void swap_control_plane(const UpgradePlan& plan, Files& files, System& system, const OpenEtcd& open,
                        const std::function<std::shared_ptr<Cri>()>& runtime, const Tell& sink) {
  auto pods = upgraded_pods(plan);
  AsidePlan aside = plan.aside;
  aside.pods.clear();
  for (const auto& pod : pods) aside.pods.push_back(pod.component);
  const auto running = running_pods(aside.pods, *runtime());
  std::erase_if(pods, [&](const auto& pod) { return !is_due(pod, plan, files, running); });
  if (pods.empty()) return;
  aside.pods.clear();
  for (const auto& pod : pods) aside.pods.push_back(pod.component);
  if (aside.pods.front() == kEtcd) make_dispensable(pods.front(), plan, files, open, sink);
  note_hashes(hashes_of(running), files);
  const auto put = [&] {
    for (const auto& pod : pods) files.write(manifest_path(pod.component), pod.text, {0600});
  };
  exchange(aside, put, runtime, files, system, sink);
}

}  // namespace kcluster
