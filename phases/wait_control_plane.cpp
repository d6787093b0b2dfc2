#include "phases/wait_control_plane.h"

#include "base/attempt.h"
#include "status/health_probes.h"
#include "phases/wait_doctor.h"

namespace kcluster {
namespace {

using Reason = std::optional<std::string>;

/// A probe and its connection.
struct Watched {
  HealthProbe probe;
  std::shared_ptr<const Http> http;
};

/// nullopt: healthy. Silence and certificate faults pass.
Reason ask(const Watched& watched) {
  const auto response = watched.http->get(watched.probe.path);
  if (response.ok()) return std::nullopt;
  return watched.probe.component + " answers " + std::to_string(response.status) + " at " +
         watched.probe.endpoint.url + watched.probe.path;
}

/// One round; what is healthy leaves `pending`. Silence of a verified peer passes, and so does its
/// certificate fault, which no waiting mends; the unverified ones are local and may be as they
/// like.
Reason ask_all(std::vector<Watched>& pending) {
  Reason last;
  for (auto each = pending.begin(); each != pending.end();) {
    Reason reason;
    if (each->probe.endpoint.verify == Endpoint::Verify::yes) {
      reason = ask(*each);
    } else {
      const auto answer = attempt([&] { return ask(*each); });
      reason = answer ? *answer : Reason(answer.why);
    }
    each = reason ? each + 1 : pending.erase(each);
    if (reason) last = std::move(reason);
  }
  return last;
}

void wait_all(const std::string& what, Duration limit, const std::vector<HealthProbe>& probes,
              const WaitEyes& eyes) {
  std::vector<Watched> pending;
  for (const auto& probe : probes) pending.push_back({probe, eyes.dial(probe.endpoint)});
  const auto unhealthy = [&] {
    std::vector<std::string> names;
    for (const auto& watched : pending) names.push_back(watched.probe.component);
    return names;
  };
  await_explained(what, limit, [&] { return ask_all(pending); }, unhealthy, eyes);
}

}  // namespace

void wait_kubelet(const WaitPlan& plan, const WaitEyes& eyes) {
  if (const auto probe = kubelet_probe(eyes.files))
    wait_all("the kubelet to become healthy", plan.kubelet_limit, {*probe}, eyes);
}

void wait_components(const WaitPlan& plan, const Endpoint& api, const WaitEyes& eyes) {
  wait_all("the control plane to become healthy", plan.components_limit,
           component_probes(plan, api, eyes.files), eyes);
}

}  // namespace kcluster
