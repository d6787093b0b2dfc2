#include "phases/clean_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "base/attempt.h"
#include "kubernetes/paths.h"
#include "phases/bridge.h"
#include "phases/clearing.h"
#include "phases/timer_unit.h"

namespace kcluster {
namespace {

constexpr const char* kUnit = "kubelet.service";
constexpr const char* kOfKubelet = "io.kubernetes.pod.uid";  // a label on every pod of a kubelet
constexpr std::size_t kAtOnce = 16;

void warn(const Tell& sink, const std::string& subject, const std::string& what) {
  tell(sink, {Event::Kind::warning, subject, what});
}

std::string title(const Sandbox& pod) { return pod.namespace_ + "/" + pod.name; }

/// "" when it is gone.
std::string remove_pod(const Sandbox& pod, Cri& cri) {
  const auto removed = attempt([&] {
    cri.remove_pod(pod.id);
    return true;
  });
  return removed ? "" : removed.why;
}

void remove_some(std::span<const Sandbox> pods, Cri& cri, const Tell& sink) {
  std::vector<std::future<std::string>> running;
  for (const auto& pod : pods)
    running.push_back(std::async(std::launch::async, [&] { return remove_pod(pod, cri); }));
  for (std::size_t i = 0; i < pods.size(); ++i) {
    const auto why = running[i].get();
    if (why.empty())
      tell(sink, {Event::Kind::did, title(pods[i]), "removed the pod"});
    else
      warn(sink, title(pods[i]), "the pod cannot be removed: " + why);
  }
}

UnmountFlags flags_of(const std::vector<std::string>& names) {
  const auto given = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return {given("MNT_FORCE"), given("MNT_DETACH"), given("MNT_EXPIRE")};
}

void unmount(const Path& point, UnmountFlags flags, System& system, const Tell& sink) {
  const auto done = attempt([&] {
    system.unmount(point.string(), flags);
    return true;
  });
  if (!done) warn(sink, point.string(), done.why);
}

void clean(const ManagedFolder& folder, Files& files, const std::vector<Mounted>& mounts) {
  const Path path = files.resolved(folder.path);
  Clearing clearing(mounts, files);
  for (const auto& name : files.list(path).value_or(std::vector<std::string>{})) {
    if (!is_ours(folder, name)) continue;
    clearing.manage(path / name);
    clearing.remove(path / name);
  }
  const bool goes = folder.itself == ManagedFolder::Folder::goes;
  if (goes && files.list(path) == std::vector<std::string>{}) files.remove(path);
}

}  // namespace

void stop_kubelet(System& system, const Tell& sink) {
  if (system.unit_file_state(kUnit)) return system.unit(kUnit, UnitAction::stop);
  warn(sink, kUnit, "there is no kubelet unit; stop the kubelet yourself");
}

void remove_pods(const std::function<std::shared_ptr<Cri>()>& open, const Tell& sink) {
  const auto answered = attempt([&] {
    const auto cri = open();
    auto pods = cri->pods();
    std::erase_if(pods, [](const Sandbox& pod) { return !pod.labels.contains(kOfKubelet); });
    const std::span<const Sandbox> all(pods);
    for (std::size_t from = 0; from < all.size(); from += kAtOnce)
      remove_some(all.subspan(from, std::min(kAtOnce, all.size() - from)), *cri, sink);
    return true;
  });
  if (!answered) warn(sink, "pods", "they cannot be stopped: " + answered.why);
}

void leave_bridge(Files& files, System& system, const Tell& sink) {
  const auto done = attempt([&] {
    remove_bridge(files, system, sink);
    return true;
  });
  if (!done) warn(sink, "pod network", "not all of it can be taken away: " + done.why);
}

void leave_timers(Files& files, System& system, const Tell& sink) {
  const auto done = attempt([&] {
    remove_timers(files, system);
    return true;
  });
  if (!done) warn(sink, "timers", "they cannot be taken away: " + done.why);
}

void unmount_volumes(const CleanupPlan& plan, const Files& files, System& system,
                     const Tell& sink) {
  const auto folder = files.resolved(plan.kubelet_folder).string();
  const auto mounts = system.mounts();
  for (auto mount = mounts.rbegin(); mount != mounts.rend(); ++mount)
    if (kubelet_mounts_there(mount->point.string(), folder))
      unmount(mount->point, flags_of(plan.unmount_flags), system, sink);
}

void remove_files(const CleanupPlan& plan, Files& files, const System& system) {
  const auto mounts = system.mounts();
  for (const auto& folder : plan.folders) clean(folder, files, mounts);
}

void note_hints(const ResetHints& hints, Files& files) {
  files.make_dir(paths::state, 0700);
  files.write(paths::reset_hints, to_text(hints), {0600});
}

}  // namespace kcluster
