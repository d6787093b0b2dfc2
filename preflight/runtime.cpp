#include <fmt/format.h>

#include <array>

#include "base/attempt.h"
#include "base/text.h"
#include "preflight/checks.h"

namespace kcluster {
namespace {

struct Runtime {
  std::string_view socket, unit, cgroups;  ///< cgroups: how it is told to use systemd's driver
};
constexpr Runtime kRuntimes[] = {
    {"containerd", "containerd", "set SystemdCgroup in /etc/containerd/config.toml"},
    {"crio", "crio", "set cgroup_manager in /etc/crio/crio.conf"},
    {"dockerd", "cri-docker", "set native.cgroupdriver in /etc/docker/daemon.json"},
};

const Runtime* runtime_of(const std::string& socket) {
  for (const auto& runtime : kRuntimes)
    if (socket.find(runtime.socket) != socket.npos) return &runtime;
  return nullptr;
}

// Packages of containerd from Docker come with CRI switched off.
bool lacks_cri(const std::string& why) {
  const auto words = lower(why);
  return words.find("unimplemented") != words.npos || words.find("unknown service") != words.npos;
}

std::string start_it(const std::string& socket, const std::string& why) {
  const auto* runtime = runtime_of(socket);
  if (runtime && runtime->unit == "containerd" && lacks_cri(why))
    return "`containerd config default > /etc/containerd/config.toml && systemctl restart "
           "containerd`";
  if (runtime)
    return fmt::format("`systemctl enable --now {0} && systemctl status {0}`", runtime->unit);
  return "start the runtime, or name its socket with --cri-socket";
}

std::optional<RuntimeState> ask_state(const CheckPlan& plan, const Look& look) {
  return attempt([&] { return look.cri(plan.cri_socket)->state(); }).value;
}

}  // namespace

Findings check_runtime(const CheckPlan& plan, const Look& look) {
  const auto& socket = plan.cri_socket;
  const auto version = attempt([&] { return look.cri(socket)->version(); });
  if (!version)
    return {error(
        "CRI", fmt::format("the container runtime at {} does not answer: {}", socket, version.why),
        start_it(socket, version.why))};
  if (version->api != "v1")
    return {error("CRI",
                  fmt::format("{} {} speaks CRI {}, the kubelet needs v1", version->name,
                              version->version, version->api),
                  fmt::format("install a newer {}", version->name))};
  const auto state = look.cri(socket)->state();
  if (state.runtime_ready) return {};
  return {error("CRI",
                fmt::format("the container runtime at {} is not ready: {}", socket, state.reason),
                start_it(socket, state.reason))};
}

// Silence is the business of CRI. A runtime that does not know RuntimeConfig cannot tell its
// driver.
Findings check_runtime_version(const CheckPlan& plan, const Look& look) {
  const auto state = ask_state(plan, look);
  if (!state || !state->cgroup_driver.empty()) return {};
  return {warning("ContainerRuntimeVersion",
                  "this container runtime cannot tell the kubelet its cgroup driver (CRI's "
                  "RuntimeConfig), which kubelets of 1.37 require",
                  "upgrade it: containerd 2.0, CRI-O 1.28 and newer can")};
}

// Since 1.31 the kubelet takes what the runtime says, so pods start all the same.
Findings check_cgroup_driver(const CheckPlan& plan, const Look& look) {
  const auto state = ask_state(plan, look);
  if (!state || state->cgroup_driver.empty() || state->cgroup_driver == plan.cgroup_driver)
    return {};
  const auto* runtime = runtime_of(plan.cri_socket);
  return {finding(
      plan.follows_runtime ? Finding::Weight::warning : Finding::Weight::error, "CgroupDriver",
      fmt::format("the container runtime uses the cgroup driver {}, the kubelet's "
                  "configuration says {}{}",
                  state->cgroup_driver, plan.cgroup_driver,
                  plan.follows_runtime ? "; the kubelet will follow the runtime" : ""),
      fmt::format("{} so that both use systemd, and restart the runtime; or set "
                  "cgroupDriver: {} in the KubeletConfiguration",
                  runtime ? runtime->cgroups : "configure the runtime", state->cgroup_driver))};
}

}  // namespace kcluster
