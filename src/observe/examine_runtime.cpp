#include <algorithm>

#include "base/attempt.h"
#include "observe/examine_parts.h"
#include "observe/node.h"

namespace kcluster {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
// The kubelet's back-off goes up to five minutes, a probe kills after two or so.
constexpr std::int64_t kJustStarted = 90 * kSecond, kShortLife = 600 * kSecond;
// Commands that end a component to have it start again (certs renew, a restore) are not typed as
// often as that one after the other.
constexpr unsigned kOften = 5;

/// It runs at this moment only between two crashes.
bool loops(const Container& newest, const Container& before, std::int64_t now) {
  return newest.state == Container::State::running && newest.attempt >= 2 &&
         now - newest.started < kJustStarted && before.state == Container::State::exited &&
         before.exit_code != 0 && before.finished - before.started < kShortLife;
}

/// The last crash of each that runs at this moment only between two.
std::vector<ContainerEvidence> crashes_of(const std::vector<Container>& all, std::int64_t now,
                                          const Files& files, const Evidence& told) {
  std::vector<ContainerEvidence> crashes;
  for (const auto& [newest, log] : told.containers) {
    const Container* before = nullptr;
    for (const auto& other : all) {
      const bool older = other.name == newest.name && other.id != newest.id &&
                         other.pod_namespace == newest.pod_namespace;
      if (older && (!before || other.created > before->created)) before = &other;
    }
    if (before && loops(newest, *before, now)) crashes.push_back({*before, log_of(*before, files)});
  }
  return crashes;
}

}  // namespace

void tell_crashes(const std::vector<ContainerEvidence>& crashes, Examination& seen) {
  for (const auto& crash : crashes) {
    const auto* component = seen.component(crash.container.name);
    if (component && component->well() && crash.container.attempt < kOften) continue;
    for (auto& each : seen.told.containers)
      if (each.container.name == crash.container.name) each = crash;
  }
}

RuntimeSide examine_runtime(const ExamineEyes& eyes) {
  RuntimeSide side;
  const auto socket = attempt([&] { return kubelet_socket(eyes.files); });
  side.runtime.socket = socket.value.value_or("");
  if (side.runtime.socket.empty()) {
    side.told = gather({{}, "no socket was found"}, eyes.system, eyes.files);
    return side;
  }
  const auto cri = eyes.cri(side.runtime.socket);
  const auto state = attempt([&] { return cri->state(); });
  if (!state) {
    side.runtime.silence = state.why;
    side.told = gather({{}, state.why}, eyes.system, eyes.files);
    side.unseen.push_back("containers: " + state.why);
    return side;
  }
  side.runtime.network_ready = state->network_ready;
  side.runtime.reason = state->reason;
  side.runtime.cgroup_driver = state->cgroup_driver;
  const auto all = attempt([&] { return cri->containers(); });
  side.told = gather(all, eyes.system, eyes.files);
  if (all)
    side.crashes = crashes_of(
        *all,
        std::chrono::duration_cast<std::chrono::nanoseconds>(eyes.clock.now().time_since_epoch())
            .count(),
        eyes.files, side.told);
  return side;
}

}  // namespace kcluster
