#include "diagnosis/causes.h"

#include <algorithm>

#include "base/text.h"

namespace kcluster {
namespace {

constexpr std::string_view static_pods[] = {"etcd", "kube-apiserver", "kube-controller-manager",
                                            "kube-scheduler"};

bool shows(const CauseRow& row, const std::string& line) {
  return std::any_of(row.marks.begin(), row.marks.end(),
                     [&](std::string_view mark) { return line.find(mark) != std::string::npos; });
}

const std::string* showing(const CauseRow& row, const std::vector<std::string>& lines) {
  const auto last = std::find_if(lines.rbegin(), lines.rend(),
                                 [&](const std::string& line) { return shows(row, line); });
  return last == lines.rend() ? nullptr : &*last;
}

Cause cause(const CauseRow& row, std::string subject, const std::string& line,
            Cause::Source source) {
  return {std::string(row.name),
          std::move(subject),
          std::string(row.what),
          line,
          std::string(row.remedy),
          row.hope,
          source};
}

/// The static pods that the kubelet says it of; of itself when it names none.
std::string whom(const CauseRow& row, const std::vector<std::string>& lines) {
  std::vector<std::string> named;
  for (const auto pod : static_pods) {
    const auto mark = "pod=\"kube-system/" + std::string(pod) + "-";
    if (std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
          return shows(row, line) && line.find(mark) != std::string::npos;
        }))
      named.emplace_back(pod);
  }
  return named.empty() ? "kubelet" : join(named, ", ");
}

std::optional<Cause> out_of_memory(const Evidence& evidence) {
  for (const auto& each : evidence.containers)
    if (each.container.reason == "OOMKilled")
      return Cause{"memory",
                   each.container.name,
                   "the kernel killed it for want of memory",
                   "",
                   "give the node more memory (2 GB at least) or raise the container's limit",
                   Hope::some,
                   Cause::Source::container};
  return std::nullopt;
}

std::optional<Cause> nothing_runs(const Evidence& evidence) {
  if (!evidence.kubelet_active)
    return Cause{"kubelet-not-running", "kubelet", "the kubelet is not running", "",
                 "systemctl status kubelet; journalctl -u kubelet -e"};
  if (!evidence.runtime_silence.empty())
    return Cause{"runtime-silent", "runtime", "the container runtime does not answer",
                 evidence.runtime_silence, "systemctl status containerd (or crio)"};
  return std::nullopt;
}

/// Roots first: the API server exits when etcd is not there, the others when it is not.
std::optional<Cause> exits(const Evidence& evidence) {
  for (const auto name : static_pods) {
    const auto* seen = evidence.find(name);
    if (seen == nullptr || seen->container.state != Container::State::exited) continue;
    return Cause{
        "exits",
        std::string(name),
        state_in_words(seen->container),
        seen->log.empty() ? "" : seen->log.back(),
        "correct what its last lines say (extraArgs, extraVolumes, patches), then `kubeadm "
        "reset` and init again",
        Hope::some,
        Cause::Source::container};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Cause> recognise(const CauseRow& row, const Evidence& evidence) {
  using Where = CauseRow::Where;
  if (row.where != Where::containers)
    if (const auto* line = showing(row, evidence.kubelet))
      return cause(row, whom(row, evidence.kubelet), *line, Cause::Source::kubelet);
  if (row.where == Where::kubelet) return std::nullopt;
  for (const auto& each : evidence.containers) {
    if (each.container.state != Container::State::exited)
      continue;  // one that runs may still recover
    if (const auto* line = showing(row, each.log))
      return cause(row, each.container.name, *line, Cause::Source::container);
  }
  return std::nullopt;
}

std::optional<Cause> diagnose(const Evidence& evidence) {
  for (const auto& row : known_causes())
    if (auto found = recognise(row, evidence)) return found;
  for (const auto test_state : {out_of_memory, nothing_runs, exits})
    if (auto found = test_state(evidence)) return found;
  return std::nullopt;
}

bool follows_from(std::string_view component, std::span<const std::string> others) {
  const auto has_trouble = [&](std::string_view name) {
    return std::find(others.begin(), others.end(), name) != others.end();
  };
  if (component == "kube-apiserver") return has_trouble("etcd");
  return component != "etcd" && (has_trouble("etcd") || has_trouble("kube-apiserver"));
}

}  // namespace kcluster
