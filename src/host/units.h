#pragma once
#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "host/system.h"

namespace kcluster {

/// systemd over D-Bus, each call with a connection of its own. Silence when systemd cannot be
/// reached.
bool unit_active(const std::string& unit);
/// When the process of a service was last started; nullopt: never.
std::optional<std::chrono::system_clock::time_point> unit_running_since(const std::string& unit);
std::optional<std::string> unit_file_state(const std::string& unit);
/// Waits until the job is done; Error when it failed, Interrupted at a stop (the job goes on).
void act_on_unit(const std::string& unit, UnitAction action, const std::stop_token& stop);

/// The newest messages of a unit's last run, oldest first; empty when the journal has none.
std::vector<std::string> unit_messages(const std::string& unit, unsigned lines);

}  // namespace kcluster
