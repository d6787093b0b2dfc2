#include "manifest/unit_text.h"

#include <fmt/format.h>

#include "base/error.h"

namespace kcluster {

std::string unit_word(const std::string& word) {
  std::string out = "\"";
  for (const char c : word) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      throw Error("a systemd unit cannot hold control characters", "choose another name",
                  Exit::usage);
    if (c == '%' || c == '$') out += c;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string unit_command(std::span<const std::string> words) {
  std::string made;
  for (const auto& word : words) made += (made.empty() ? "" : " ") + unit_word(word);
  return made;
}

const std::string& unit_schedule(const std::string& schedule) {
  if (schedule.empty() || schedule.find_first_of("\n\r\\%") != schedule.npos)
    throw Error("the schedule is none of systemd's", "see systemd.time(7), CALENDAR EVENTS",
                Exit::usage);
  return schedule;
}

std::string calendar_timer(const std::string& description, const std::string& schedule,
                           const std::string& spread) {
  return fmt::format(R"([Unit]
Description={}

[Timer]
OnCalendar={}
{}
Persistent=yes

[Install]
WantedBy=timers.target
)",
                     description, unit_schedule(schedule),
                     spread.empty() ? "AccuracySec=1s" : "RandomizedDelaySec=" + spread);
}

}  // namespace kcluster
