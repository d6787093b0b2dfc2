#include "host/units.h"

#include <fmt/format.h>

#include <chrono>

#include "host/bus.h"

namespace kcluster {
namespace {

constexpr const char* kUnit = "org.freedesktop.systemd1.Unit";
constexpr const char* kService = "org.freedesktop.systemd1.Service";
constexpr std::uint64_t kTick = 200'000;       // µs between looks at the stop token
constexpr std::chrono::minutes kJobLimit{10};  // beyond every sane TimeoutStopSec

struct JobResult {
  std::string job, result;  // object path; "done", "failed", …
};

bool no_such_unit(const BusError& fault) {
  return fault.code == ENOENT || fault.name == "org.freedesktop.systemd1.NoSuchUnit" ||
         fault.name == "org.freedesktop.DBus.Error.FileNotFound";
}

int on_job_removed(sd_bus_message* message, void* data, sd_bus_error*) {
  const char *job = nullptr, *unit = nullptr, *result = nullptr;
  std::uint32_t id = 0;
  if (systemd().bus_message_read(message, "uoss", &id, &job, &unit, &result) < 0) return 0;
  static_cast<std::vector<JobResult>*>(data)->push_back({job, result});
  return 0;
}

// listens before the job is asked for, so that its end cannot be missed
class Jobs {
 public:
  explicit Jobs(const Bus& bus) : bus_(bus) {
    sd_bus_slot* slot = nullptr;
    Bus::checked(systemd().bus_match_signal(
                     bus.get(), &slot, bus.sender(), "/org/freedesktop/systemd1",
                     "org.freedesktop.systemd1.Manager", "JobRemoved", on_job_removed, &ended_),
                 "JobRemoved");
    slot_.reset(slot);
    bus.call("Subscribe", "");
  }

  /// How the job ended.
  std::string wait(const std::string& job, const std::stop_token& stop) {
    const auto end = std::chrono::steady_clock::now() + kJobLimit;
    while (std::chrono::steady_clock::now() < end) {
      if (stop.stop_requested()) throw Interrupted();
      while (Bus::checked(systemd().bus_process(bus_.get(), nullptr), "waiting for a job") > 0) {
      }
      for (const auto& one : ended_)
        if (one.job == job) return one.result;
      Bus::checked(systemd().bus_wait(bus_.get(), kTick), "waiting for a job");
    }
    return "timeout";
  }

 private:
  const Bus& bus_;
  std::vector<JobResult> ended_;
  std::unique_ptr<sd_bus_slot, sd_bus_slot* (*)(sd_bus_slot*)> slot_{nullptr,
                                                                     systemd().bus_slot_unref};
};

void run_job(const Bus& bus, const char* method, const std::string& unit,
             const std::stop_token& stop) {
  Jobs jobs(bus);
  const Message answer = bus.call(method, "ss", unit.c_str(), "replace");
  const char* job = nullptr;
  Bus::checked(systemd().bus_message_read(answer.get(), "o", &job), method);
  const std::string result = jobs.wait(job, stop);
  if (result == "done" || result == "skipped") return;
  throw Error(fmt::format("{} of {}: the job ended as \"{}\"", method, unit, result),
              fmt::format("journalctl -u {} -n 50", unit));
}

void set_enabled(const Bus& bus, const std::string& unit, UnitAction action) {
  const bool on = action == UnitAction::enable;
  const bool is_on = unit_file_state(unit) == "enabled";
  if (on == is_on) return;
  if (on)
    bus.call("EnableUnitFiles", "asbb", 1, unit.c_str(), 0, 0);
  else
    bus.call("DisableUnitFiles", "asb", 1, unit.c_str(), 0);
  bus.call("Reload", "");
}

const char* job_method(UnitAction action) {
  if (action == UnitAction::start) return "StartUnit";
  return action == UnitAction::stop ? "StopUnit" : "RestartUnit";
}

std::string object_of(const Bus& bus, const std::string& unit) {
  const Message answer = bus.call("GetUnit", "s", unit.c_str());
  const char* object = nullptr;
  Bus::checked(systemd().bus_message_read(answer.get(), "o", &object), "GetUnit");
  return object;
}

/// A unit that is not loaded may be one that systemd has looked for in vain before.
bool is_as_its_files(const Bus& bus, const std::string& unit) {
  try {
    return !bus.flag_property(object_of(bus, unit), kUnit, "NeedDaemonReload");
  } catch (const BusError& fault) {
    if (no_such_unit(fault)) return false;
    throw;
  }
}

void act(const Bus& bus, const std::string& unit, UnitAction action, const std::stop_token& stop) {
  if (action == UnitAction::refresh && is_as_its_files(bus, unit)) return;
  if (action == UnitAction::reload || action == UnitAction::refresh)
    bus.call("Reload", "");
  else if (action == UnitAction::begin)
    bus.call("StartUnit", "ss", unit.c_str(), "replace");
  else if (action == UnitAction::enable || action == UnitAction::disable)
    set_enabled(bus, unit, action);
  else
    run_job(bus, job_method(action), unit, stop);
}

}  // namespace

bool unit_active(const std::string& unit) {
  const Bus bus;
  try {
    const auto state = bus.text_property(object_of(bus, unit), kUnit, "ActiveState");
    return state == "active" || state == "reloading";
  } catch (const BusError& fault) {
    if (no_such_unit(fault)) return false;
    throw;
  }
}

std::optional<std::chrono::system_clock::time_point> unit_running_since(const std::string& unit) {
  const Bus bus;
  try {
    const auto since = std::chrono::microseconds(
        bus.number_property(object_of(bus, unit), kService, "ExecMainStartTimestamp"));
    if (since.count() == 0) return std::nullopt;
    return std::chrono::system_clock::time_point(since);
  } catch (const BusError& fault) {
    if (no_such_unit(fault)) return std::nullopt;
    throw;
  }
}

std::optional<std::string> unit_file_state(const std::string& unit) {
  const Bus bus;
  try {
    const Message answer = bus.call("GetUnitFileState", "s", unit.c_str());
    const char* state = nullptr;
    Bus::checked(systemd().bus_message_read(answer.get(), "s", &state), "GetUnitFileState");
    return state;
  } catch (const BusError& fault) {
    if (no_such_unit(fault)) return std::nullopt;
    throw;
  }
}

void act_on_unit(const std::string& unit, UnitAction action, const std::stop_token& stop) {
  const Bus bus;
  try {
    act(bus, unit, action, stop);
  } catch (const BusError& fault) {
    if (!no_such_unit(fault)) throw;
    throw Error(fmt::format("there is no unit {}", unit),
                fmt::format("install what brings {}", unit));
  }
}

}  // namespace kcluster
