#include <string>

#include "kubernetes/paths.h"
#include "manifest/keeper.h"
#include "phases/bridge.h"
#include "phases/timer_unit.h"

namespace kcluster {
namespace {

constexpr const char* kUnits = "kcluster-pod-network";

}  // namespace

void keep_bridge(const BridgePlan& plan, Files& files, System& system, const Tell& sink) {
  install_timer({kUnits, keeper_service(plan.program), keeper_timer(),
                 "run `kcluster pod-network sync` whenever a node joins or leaves"},
                files, system, sink);
}

void remove_bridge(Files& files, System& system, const Tell& sink) {
  remove_timer(kUnits, files, system);
  files.remove(paths::cni_config);
  for (const auto& route : system.pod_routes()) {
    system.remove_pod_route(route);
    tell(sink, {Event::Kind::did, route.pods.text(), "removed the route to"});
  }
  if (!system.masquerades().empty()) system.set_masquerades({});
}

}  // namespace kcluster
