#include <string>

#include "kubernetes/paths.h"
#include "manifest/keeper.h"
#include "phases/bridge.h"

namespace kcluster {
namespace {

constexpr const char* kTimer = "kcluster-pod-network.timer";
constexpr const char* kService = "kcluster-pod-network.service";
constexpr const char* kKubelet = "kubelet.service";

std::string unit_path(const char* unit) { return std::string(paths::systemd_units) + "/" + unit; }

void stop(System& system, const char* unit) {
  if (system.active(unit)) system.unit(unit, UnitAction::stop);
}

}  // namespace

void keep_bridge(const BridgePlan& plan, Files& files, System& system, const Tell& sink) {
  const bool service = files.write(unit_path(kService), keeper_service(plan.program), {0644});
  const bool timer = files.write(unit_path(kTimer), keeper_timer(), {0644});
  if (!system.unit_file_state(kKubelet)) {
    tell(sink, {Event::Kind::warning, kTimer,
                "systemd does not drive this node; run `kcluster pod-network sync` whenever a "
                "node joins or leaves"});
    return;
  }
  if (service || timer) system.unit(kTimer, UnitAction::reload);
  if (system.unit_file_state(kTimer) != "enabled") system.unit(kTimer, UnitAction::enable);
  if (timer || !system.active(kTimer)) system.unit(kTimer, UnitAction::restart);
}

void remove_bridge(Files& files, System& system, const Tell& sink) {
  const bool kept = files.look(unit_path(kTimer)) || files.look(unit_path(kService));
  if (kept && system.unit_file_state(kKubelet)) {
    stop(system, kTimer);
    stop(system, kService);
    if (system.unit_file_state(kTimer) == "enabled") system.unit(kTimer, UnitAction::disable);
  }
  for (const auto* unit : {kTimer, kService}) files.remove(unit_path(unit));
  if (kept && system.unit_file_state(kKubelet)) system.unit(kTimer, UnitAction::reload);
  files.remove(paths::cni_config);
  for (const auto& route : system.pod_routes()) {
    system.remove_pod_route(route);
    tell(sink, {Event::Kind::did, route.pods.text(), "removed the route to"});
  }
  if (!system.masquerades().empty()) system.set_masquerades({});
}

}  // namespace kcluster
