#include "diagnosis/ailments.h"

#include <algorithm>

#include "diagnosis/causes.h"
#include "diagnosis/mask.h"

namespace kcluster {
namespace {

/// Rows about what the kubelet starts: old news as long as all of it runs.
constexpr std::string_view kOfPods[] = {"cgroup-driver", "sandbox-image", "image-impossible",
                                        "image-missing", "manifest-invalid"};

const CauseRow* find_cause(std::string_view name) {
  for (const auto& row : known_causes())
    if (row.name == name) return &row;
  return nullptr;
}

bool names_any(const std::string& line, const std::set<std::string>& components) {
  return std::any_of(components.begin(), components.end(),
                     [&](const std::string& name) { return line.find(name) != std::string::npos; });
}

/// Static pods whose manifests are here, and that run.
std::set<std::string> sound_pods(const Examination& seen, const std::set<std::string>& troubled) {
  std::set<std::string> names;
  for (const auto& each : seen.manifests)
    if (!troubled.contains(each.component)) names.insert(each.component);
  return names;
}

/// The journal outlives its reasons: of a kubelet that is well only those lines count that tell of
/// what is not; of one that is not well none that tell of what is.
Evidence that_counts(const Examination& seen) {
  auto told = seen.told;
  told.kubelet = recent(told.kubelet);
  const auto troubled = seen.troubled();
  const auto sound = sound_pods(seen, troubled);
  std::erase_if(told.kubelet, [&](const std::string& line) {
    if (names_any(line, troubled)) return false;
    return seen.kubelet_well() || names_any(line, sound);
  });
  std::erase_if(told.containers, [&](const ContainerEvidence& each) {
    return !troubled.contains(each.container.name);
  });
  return told;
}

std::string summary_of(const AilmentRow& row) {
  const auto* cause = row.summary.empty() ? find_cause(row.name) : nullptr;
  return std::string(cause ? cause->what : row.summary);
}

}  // namespace

std::optional<Proof> shown_in_lines(std::string_view name, const Examination& seen) {
  const auto* row = find_cause(name);
  const bool of_pods = std::count(std::begin(kOfPods), std::end(kOfPods), name) > 0;
  if (of_pods && seen.troubled().empty()) return std::nullopt;
  const auto cause = row ? recognise(*row, that_counts(seen)) : std::nullopt;
  if (!cause) return std::nullopt;
  return Proof{cause->subject, cause->what, {cause->shown_by}, cause->remedy};
}

std::vector<Ailment> find_ailments(const Examination& seen) {
  std::vector<Ailment> found;
  for (const auto& row : ailment_table()) {
    auto proof = row.test ? row.test(seen) : shown_in_lines(row.name, seen);
    if (!proof) continue;
    for (auto& line : proof->shown_by) line = mask_text(line);
    Ailment ailment{std::string(row.name), summary_of(row), row.weight, std::move(*proof), {}};
    for (const auto& before : ailment_table())
      if (std::count(before.explains.begin(), before.explains.end(), row.name) &&
          std::any_of(found.begin(), found.end(),
                      [&](const Ailment& other) { return other.name == before.name; }))
        ailment.follows_from.emplace_back(before.name);
    found.push_back(std::move(ailment));
  }
  return found;
}

}  // namespace kcluster
