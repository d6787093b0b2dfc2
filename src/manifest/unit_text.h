#pragma once
#include <span>
#include <string>

namespace kcluster {

/// A word of a unit's command line: quoted, with what systemd would expand or unescape doubled
/// (systemd.service(5), command lines). Throws Error for control characters.
std::string unit_word(const std::string& word);
std::string unit_command(std::span<const std::string> words);

/// A timer's OnCalendar= as its user wrote it. Throws Error (exit usage) for what could say more
/// than a time (systemd.time(7)).
const std::string& unit_schedule(const std::string& schedule);

/// A timer by the calendar that makes up for a time at which the node was down. `spread`: up to how
/// much later it starts, "1h"; "" starts it at that very second.
std::string calendar_timer(const std::string& description, const std::string& schedule,
                           const std::string& spread);

}  // namespace kcluster
