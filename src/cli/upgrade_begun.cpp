#include <fmt/format.h>

#include <utility>

#include "base/error.h"
#include "cli/upgrade.h"
#include "observe/surroundings.h"
#include "workflow/steps.h"

namespace kcluster {

UpgradePlan plan_of(const BegunUpgrade& begun, const Ports& observed) {
  const auto& [seen, choices] = begun.saved;
  const Config settled = upgraded_config(seen, begun.spec.to, choices);
  const auto around = observe_surroundings(settled, observed.files,
                                           observed.system.facts().hostname, environment());
  return plan_upgrade(begun.spec, settled, seen, around, choices);
}

void go_back(BegunUpgrade begun, const UpgradePlan& plan, Ports& ports, std::stop_token stop) {
  const bool changed = changed_anything(ports.files);
  begun.state = BegunUpgrade::State::going_back;
  write_upgrade(begun, ports.files);
  if (changed)
    run_steps(due_steps<UpgradePlan>(rollback_table(), plan, ports, {}), ports.tell,
              std::move(stop));
  begun.state = BegunUpgrade::State::undone;
  write_upgrade(begun, ports.files);
  forget_before(ports.files);
  if (!changed) return;
  tell(ports.tell, {Event::Kind::warning, "upgrade",
                    fmt::format("all is put back: {} runs {} again", plan.node, begun.spec.from)});
}

}  // namespace kcluster
