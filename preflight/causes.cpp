#include "preflight/causes.h"

#include <algorithm>

#include "base/attempt.h"
#include "base/text.h"

namespace kcluster {
namespace {

constexpr unsigned journal_lines = 60;
constexpr std::size_t log_lines = 20;
constexpr int killed = 137;

/// "2026-11-21T14:30:24.1Z stderr F message" → "message"; another form stays as it is.
std::string message_of(const std::string& line) {
  std::size_t at = 0;
  for (int field = 0; field < 3; ++field) {
    at = line.find(' ', at);
    if (at == std::string::npos) return line;
    ++at;
  }
  const bool runtime = line.find(" stderr ") < at || line.find(" stdout ") < at;
  return runtime ? line.substr(at) : line;
}

std::vector<std::string> log_of(const Container& container, const Files& files) {
  const auto text = attempt([&] { return files.read(container.log_path).value_or(""); });
  auto lines = split(text ? *text : "", '\n');
  lines.erase(std::remove(lines.begin(), lines.end(), ""), lines.end());
  if (lines.size() > log_lines) lines.erase(lines.begin(), lines.end() - log_lines);
  for (auto& line : lines) line = message_of(line);
  return lines;
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

const std::string* showing(const CauseRow& row, const std::vector<std::string>& lines) {
  const auto shows = [&](const std::string& line) {
    return std::any_of(row.marks.begin(), row.marks.end(),
                       [&](std::string_view mark) { return line.find(mark) != std::string::npos; });
  };
  const auto last = std::find_if(lines.rbegin(), lines.rend(), shows);
  return last == lines.rend() ? nullptr : &*last;
}

Cause cause(const CauseRow& row, std::string subject, const std::string& line) {
  return {std::string(row.name),   std::move(subject),
          std::string(row.what),   line,
          std::string(row.remedy), row.hope};
}

std::optional<Cause> test(const CauseRow& row, const Evidence& evidence) {
  if (row.where != CauseRow::Where::containers)
    if (const auto* line = showing(row, evidence.kubelet)) return cause(row, "kubelet", *line);
  if (row.where == CauseRow::Where::kubelet) return std::nullopt;
  for (const auto& each : evidence.containers) {
    if (each.container.state != Container::State::exited)
      continue;  // one that runs may still recover
    if (const auto* line = showing(row, each.log)) return cause(row, each.container.name, *line);
  }
  return std::nullopt;
}

std::optional<Cause> out_of_memory(const Evidence& evidence) {
  for (const auto& each : evidence.containers)
    if (each.container.reason == "OOMKilled")
      return Cause{"memory",
                   each.container.name,
                   "the kernel killed it for want of memory",
                   "",
                   "give the node more memory (2 GB at least) or raise the container's limit",
                   Hope::some};
  return std::nullopt;
}

std::optional<Cause> nothing_runs(const Evidence& evidence) {
  if (!evidence.kubelet_active)
    return Cause{"kubelet-not-running",
                 "kubelet",
                 "the kubelet is not running",
                 "",
                 "systemctl status kubelet; journalctl -u kubelet -e",
                 Hope::some};
  if (!evidence.runtime_silence.empty())
    return Cause{"runtime-silent",
                 "runtime",
                 "the container runtime does not answer",
                 evidence.runtime_silence,
                 "systemctl status containerd (or crio)",
                 Hope::some};
  return std::nullopt;
}

}  // namespace

const ContainerEvidence* Evidence::find(std::string_view component) const {
  for (const auto& each : containers)
    if (each.container.name == component) return &each;
  return nullptr;
}

Evidence gather(const Cri& cri, const System& system, const Files& files) {
  Evidence evidence;
  const auto containers = attempt([&] { return cri.containers(); });
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

std::optional<Cause> diagnose(const Evidence& evidence) {
  for (const auto& row : known_causes())
    if (auto found = test(row, evidence)) return found;
  if (auto found = out_of_memory(evidence)) return found;
  return nothing_runs(evidence);
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
