#include "diagnosis/component_proof.h"

#include <fmt/format.h>

namespace kcluster {
namespace {

constexpr std::size_t kShown = 4;

}  // namespace

std::string component_remedy(const std::string& component) {
  return fmt::format(
      "see its last words: `crictl logs --tail 50 $(crictl ps -aq --name {} | head -n1)`; what a "
      "flag, volume or patch has spoilt is corrected in /etc/kubernetes/manifests",
      component);
}

std::optional<Proof> container_down(const Examination& seen, const std::string& component) {
  if (!seen.told.runtime_silence.empty() || !seen.manifest(component)) return std::nullopt;
  const auto* found = seen.told.find(component);
  if (!found)
    return Proof{component, "it has no container", {}, "`journalctl -u kubelet -n 50` says why"};
  if (found->container.state != Container::State::exited) return std::nullopt;
  Proof proof{
      component, "it has " + state_in_words(found->container), {}, component_remedy(component)};
  const auto& log = found->log;
  proof.shown_by.assign(log.size() > kShown ? log.end() - kShown : log.begin(), log.end());
  return proof;
}

std::optional<Proof> component_down(const Examination& seen, const std::string& component) {
  if (auto proof = container_down(seen, component)) return proof;
  const auto* side = seen.component(component);
  if (!side || side->well()) return std::nullopt;
  return Proof{component, "it is not well", {side->why}, component_remedy(component)};
}

}  // namespace kcluster
