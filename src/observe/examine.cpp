#include "observe/examine.h"

#include <future>

#include "base/attempt.h"
#include "base/text.h"
#include "kube/kubelet_access.h"
#include "kubernetes/paths.h"
#include "observe/examine_parts.h"
#include "status/components.h"

namespace kcluster {
namespace {

constexpr const char* kKubelet = "kubelet";

std::string own_name(const ExamineEyes& eyes, const Facts& machine) {
  const auto known = attempt([&] { return kubelet_access(eyes.files).node; });
  return known ? *known : lower(machine.hostname);
}

/// Those with a health endpoint, on this node.
std::vector<ComponentStatus> components(const ExamineEyes& eyes, const std::string& node) {
  return own_components({eyes.files, eyes.clock, eyes.http, std::nullopt, nullptr, eyes.patience},
                        node);
}

void take_components(const std::vector<ComponentStatus>& all, Examination& seen) {
  for (const auto& each : all) {
    const auto why = each.well ? "" : each.why.empty() ? "it is not well" : each.why;
    if (each.name == kKubelet)
      seen.kubelet.unwell = why;
    else
      seen.components.push_back({each.name, why});
  }
}

template <class Part>
void note(const Part& part, Examination& seen) {
  seen.unseen.insert(seen.unseen.end(), part.unseen.begin(), part.unseen.end());
}

void look_at_machine(const ExamineEyes& eyes, Examination& seen) {
  seen.kernel = examine_kernel(eyes.files);
  seen.disks = examine_disks(eyes.files, eyes.system, seen.unseen);
  seen.cni = examine_cni(eyes.files);
  if (eyes.files.look(paths::rest)) seen.at_rest = paths::rest;
  if (seen.role == Examination::Role::control_plane) seen.manifests = examine_manifests(eyes.files);
  seen.certificates = examine_certificates(eyes.files, seen.role);
}

}  // namespace

Examination examine(const ExamineEyes& eyes) {
  Examination seen;
  seen.now = eyes.clock.now();
  seen.machine = eyes.system.facts();
  seen.role = examine_role(eyes.files);
  seen.node = own_name(eyes, seen.machine);
  const auto in_thread = std::launch::async;
  auto runtime = std::async(in_thread, [&] { return examine_runtime(eyes); });
  auto etcd = std::async(in_thread, [&] { return examine_etcd(eyes); });
  auto api = std::async(in_thread, [&] { return examine_api(eyes, seen.role, seen.node); });
  auto own = std::async(in_thread, [&] { return components(eyes, seen.node); });
  seen.kubelet = examine_kubelet(eyes, seen.unseen);
  look_at_machine(eyes, seen);
  auto runtime_side = runtime.get();
  auto etcd_side = etcd.get();
  auto api_side = api.get();
  take_components(own.get(), seen);
  note(runtime_side, seen);
  note(etcd_side, seen);
  note(api_side, seen);
  seen.runtime = std::move(runtime_side.runtime);
  seen.told = std::move(runtime_side.told);
  tell_crashes(runtime_side.crashes, seen);
  seen.kubelet.active = seen.told.kubelet_active;
  seen.etcd = std::move(etcd_side.etcd);
  seen.api = std::move(api_side.api);
  if (seen.role == Examination::Role::none)
    seen.unseen.push_back("the cluster: this node is in none");
  return seen;
}

}  // namespace kcluster
