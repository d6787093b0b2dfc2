#include "phases/timer_unit.h"

#include "kubernetes/paths.h"

namespace kcluster {
namespace {

constexpr const char* kKubelet = "kubelet.service";

std::string unit_path(const std::string& unit) {
  return std::string(paths::systemd_units) + "/" + unit;
}

void stop(System& system, const std::string& unit) {
  if (system.active(unit)) system.unit(unit, UnitAction::stop);
}

}  // namespace

void install_timer(const TimerUnit& unit, Files& files, System& system, const Tell& sink) {
  const auto timer_name = unit.name + ".timer", service_name = unit.name + ".service";
  const bool service = files.write(unit_path(service_name), unit.service, {0644});
  const bool timer = files.write(unit_path(timer_name), unit.timer, {0644});
  if (!system.unit_file_state(kKubelet))
    return tell(sink, {Event::Kind::warning, timer_name,
                       "systemd does not drive this node; " + unit.without});
  if (service || timer) system.unit(timer_name, UnitAction::reload);
  if (system.unit_file_state(timer_name) != "enabled") system.unit(timer_name, UnitAction::enable);
  if (system.unit_file_state(service_name) == "disabled")
    system.unit(service_name, UnitAction::enable);
  if (timer || !system.active(timer_name)) system.unit(timer_name, UnitAction::restart);
}

void remove_timer(const std::string& name, Files& files, System& system) {
  const auto timer = name + ".timer", service = name + ".service";
  const bool kept = files.look(unit_path(timer)) || files.look(unit_path(service));
  if (kept && system.unit_file_state(kKubelet)) {
    stop(system, timer);
    stop(system, service);
    for (const auto& unit : {timer, service})
      if (system.unit_file_state(unit) == "enabled") system.unit(unit, UnitAction::disable);
  }
  for (const auto& unit : {timer, service}) files.remove(unit_path(unit));
  if (kept && system.unit_file_state(kKubelet)) system.unit(timer, UnitAction::reload);
}

void remove_timers(Files& files, System& system) {
  for (const char* name : {certs_renew_timer, certs_approve_serving_timer, etcd_backup_timer})
    remove_timer(name, files, system);
}

}  // namespace kcluster
