#include <fmt/format.h>

#include "base/attempt.h"
#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "etcd/health.h"
#include "kube/pod_command.h"
#include "phases/leave_etcd.h"
#include "phases/static_pods.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"
#include "phases/upgraded_pods.h"
#include "phases/wait_doctor.h"

namespace kcluster {
namespace {

void await_etcd(const UpgradePlan& plan, const OpenEtcd& open, const WaitEyes& eyes) {
  auto access = etcd_access_of(plan.etcd_client, eyes.files);
  if (!access || !plan.etcd.local) return;
  access->endpoints = {access->endpoints.front()};  // this node's own alone
  const auto etcd = open(*access);
  const auto missing = [&] { return no_leader_yet(*etcd, access->endpoints.front()); };
  await_explained("etcd to have a leader", plan.limit, missing, "etcd", eyes);
}

Error differs(const std::string& component, const std::string& what) {
  return Error(fmt::format("{} is healthy, but is not what was to run: {}", component, what),
               "look at its pod (crictl ps, kubectl -n kube-system get pods), then run it again");
}

/// The arguments of the container's process; empty: they are not known.
std::vector<std::string> arguments(const Container& container, const WaitEyes& eyes) {
  const auto process = eyes.cri.process(container.id);
  const auto text = process ? attempt([&] {
    return eyes.files.read(fmt::format("/proc/{}/cmdline", *process)).value_or("");
  })
                            : Attempt<std::string>{};
  if (!text || text->empty()) return {};
  auto words = split(*text, '\0');
  words.pop_back();  // each word ends with a zero
  return words;
}

void prove_pod(const UpgradedPod& wanted, const RunningPod& running, const WaitEyes& eyes) {
  const auto image = string_in(wanted.pod, "/spec/containers/0/image");
  const auto& asked = running.container.asked_image;
  if (!asked.empty() && asked != image)
    throw differs(wanted.component, "its image is " + asked + ", not " + image);
  const auto command = pod_command(wanted.pod, wanted.component);
  const auto words = arguments(running.container, eyes);
  if (command && !words.empty() && words != *command)
    throw differs(wanted.component, "its arguments are others than those of its manifest");
}

/// A manifest that changed has to have led to another pod.
void prove_another(const UpgradedPod& wanted, const RunningPod& running, const UpgradePlan& plan,
                   const std::map<std::string, std::string>& before) {
  const auto began = plan.spec.began.time_since_epoch();
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(began).count();
  const auto old = before.find(wanted.component);
  const bool same = old != before.end() && old->second == running.hash;
  if (same && running.container.created < since)
    throw differs(wanted.component, "its pod is the one from before");
}

}  // namespace

void await_control_plane(const UpgradePlan& plan, const OpenEtcd& open, const WaitEyes& eyes) {
  wait_kubelet(plan.wait, eyes);
  await_etcd(plan, open, eyes);
  wait_components(plan.wait, strongest_endpoint(plan.api, eyes.files), eyes);
}

void prove_version(const UpgradePlan& plan, const std::string& version, const WaitEyes& eyes) {
  const auto answer = eyes.dial(strongest_endpoint(plan.api, eyes.files))->get("/version");
  const auto told = string_in(Json::parse(answer.body, nullptr, false), "/gitVersion");
  if (told != version)
    throw differs("kube-apiserver", fmt::format("it says to be {}, not {}", told, version));
}

void prove_control_plane(const UpgradePlan& plan, const WaitEyes& eyes) {
  const auto pods = upgraded_pods(plan);
  std::vector<std::string> components;
  for (const auto& pod : pods) components.push_back(pod.component);
  const auto running = running_pods(components, eyes.cri);
  const auto begun = read_upgrade(eyes.files);
  for (const auto& pod : pods) {
    const auto found = running.find(pod.component);
    if (found == running.end()) throw differs(pod.component, "the runtime knows no such container");
    prove_pod(pod, found->second, eyes);
    if (begun) prove_another(pod, found->second, plan, begun->hashes);
  }
  prove_version(plan, plan.spec.to, eyes);
}

}  // namespace kcluster
