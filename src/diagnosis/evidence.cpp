#include "diagnosis/evidence.h"

#include <algorithm>
#include <optional>

#include "base/attempt.h"
#include "base/json.h"
#include "base/text.h"

namespace kcluster {
namespace {

constexpr unsigned journal_lines = 200;  // while it waits for its API server it says ten a second
constexpr std::size_t log_lines = 60;    // a program may print its usage after the fault
constexpr int killed = 137;
constexpr int recent_seconds = 40;  // the kubelet says again every quarter minute what fails
constexpr int day_seconds = 86400;

/// Part of what a kubelet says while the API server is not there, and of containers whose own logs
/// say more.
constexpr std::string_view consequences[] = {
    "Unable to register mirror pod",
    "No need to create a mirror pod",
    "Failed creating a mirror pod",
    "Unable to register node with API server",
    "failed to get node info: node",
    "Error getting the current node",
    "Failed to ensure lease exists",
    "Unable to write event",
    "connect: connection refused\\\"",
    "requesting a signed certificate from the control plane",
    "still unable to rotate certs",
    "CrashLoopBackOff",
    "Container runtime network not ready",
    "Failed to delete mirror pod",
    "Failed to watch",
};

std::string without_stamp(const std::string& line) {
  std::size_t at = 0;
  for (int field = 0; field < 3; ++field) {
    at = line.find(' ', at);
    if (at == std::string::npos) return line;
    ++at;
  }
  const bool runtime = line.find(" stderr ") < at || line.find(" stdout ") < at;
  return runtime ? line.substr(at) : line;
}

bool is_consequence(const std::string& line) {
  return std::any_of(std::begin(consequences), std::end(consequences),
                     [&](std::string_view mark) { return line.find(mark) != std::string::npos; });
}

/// klog's header is "E1121 17:10:11.378003     224 file.go:108] "; its end, 0 without one.
std::size_t header_end(const std::string& line) {
  const bool klog = line.size() > 5 &&
                    std::string_view("IWEF").find(line[0]) != std::string::npos &&
                    std::all_of(&line[1], &line[5], [](char c) { return c >= '0' && c <= '9'; });
  const auto end = klog ? line.find("] ") : std::string::npos;
  return end == std::string::npos ? 0 : end + 2;
}

/// Of the day that "E1121 17:10:11.378003" names, a second of the year, as if months had 31 days.
std::optional<int> second_of(const std::string& line) {
  if (header_end(line) == 0 || line.size() < 14) return std::nullopt;
  const auto two = [&](std::size_t at) { return (line[at] - '0') * 10 + (line[at + 1] - '0'); };
  const int day = two(1) * 31 + two(3);
  return day * day_seconds + two(6) * 3600 + two(9) * 60 + two(12);
}

bool is_error(const std::string& line) {
  return header_end(line) == 0 || line[0] == 'E' || line[0] == 'F';
}

/// Oldest first, so that later ones take their predecessors' places.
std::vector<Container> newest_of_each(std::vector<Container> all) {
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.created < b.created; });
  std::vector<Container> newest;
  for (auto& container : all) {
    if (container.pod_namespace != "kube-system") continue;
    const auto before = std::find_if(newest.begin(), newest.end(),
                                     [&](const auto& c) { return c.name == container.name; });
    if (before == newest.end())
      newest.push_back(container);
    else
      *before = container;
  }
  return newest;
}

}  // namespace

const ContainerEvidence* Evidence::find(std::string_view component) const {
  for (const auto& each : containers)
    if (each.container.name == component) return &each;
  return nullptr;
}

std::vector<std::string> log_of(const Container& container, const Files& files) {
  const auto text = attempt([&] { return files.read(container.log_path).value_or(""); });
  std::vector<std::string> lines;
  for (const auto& raw : split(text ? *text : "", '\n')) {
    auto line = readable(raw);
    if (line.rfind("goroutine ", 0) == 0 && line.find(" [") != std::string::npos) break;
    if (!trim(line).empty()) lines.push_back(std::move(line));
  }
  if (lines.size() > log_lines) lines.erase(lines.begin(), lines.end() - log_lines);
  return lines;
}

Evidence gather(const Cri& cri, const System& system, const Files& files) {
  return gather(attempt([&] { return cri.containers(); }), system, files);
}

Evidence gather(const Attempt<std::vector<Container>>& containers, const System& system,
                const Files& files) {
  Evidence evidence;
  evidence.runtime_silence = containers.why;
  if (containers)
    for (auto& container : newest_of_each(*containers))
      evidence.containers.push_back({container, log_of(container, files)});
  if (auto lines = attempt([&] { return system.journal("kubelet", journal_lines); }))
    evidence.kubelet = *lines;
  const auto active = attempt([&] { return system.active("kubelet"); });
  evidence.kubelet_active = !active || *active;
  return evidence;
}

std::string readable(const std::string& line) {
  const auto message = without_stamp(line);
  if (message.rfind("{\"", 0) != 0) return message;
  const auto root = Json::parse(message, nullptr, false);
  const auto text = [&](const char* key) {
    return root.contains(key) && root[key].is_string() ? root[key].get<std::string>() : "";
  };
  if (!root.is_object() || text("msg").empty()) return message;
  auto words = (text("level").empty() ? "" : text("level") + ": ") + text("msg");
  for (const char* key : {"path", "error"})
    if (const auto value = text(key); !value.empty()) words += ": " + value;
  return words;
}

std::vector<std::string> telling(const std::vector<std::string>& journal) {
  std::vector<std::string> lines;
  for (const auto& line : journal) {
    if (!is_error(line) || is_consequence(line)) continue;
    const auto message = line.substr(header_end(line));
    lines.erase(std::remove_if(lines.begin(), lines.end(),
                               [&](const std::string& other) {
                                 return other.substr(header_end(other)) == message;
                               }),
                lines.end());
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> recent(const std::vector<std::string>& journal) {
  std::optional<int> newest;
  for (const auto& line : journal)
    if (const auto second = second_of(line)) newest = second;
  std::vector<std::string> lines;
  std::optional<int> last;
  for (const auto& line : journal) {
    if (const auto second = second_of(line)) last = second;
    if (!last || *newest - *last <= recent_seconds) lines.push_back(line);
  }
  return lines;
}

std::string state_in_words(const Container& container) {
  using State = Container::State;
  std::string text = container.state == State::running   ? "running"
                     : container.state == State::created ? "created, not started"
                     : container.state == State::unknown ? "in an unknown state"
                                                         : "";
  if (container.state == State::exited) {
    text = "exited with code " + std::to_string(container.exit_code);
    if (!container.reason.empty()) text += " (" + container.reason + ")";
    if (container.exit_code == killed && container.reason != "OOMKilled")
      text += ", killed from outside";
  }
  if (container.attempt > 0)
    text += ", restarted " + std::to_string(container.attempt) +
            (container.attempt == 1 ? " time" : " times");
  return text;
}

}  // namespace kcluster
