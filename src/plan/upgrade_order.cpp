#include "plan/upgrade_order.h"

#include <algorithm>

#include "plan/upgrade_versions.h"

namespace kcluster {
namespace {

std::string version_on(const std::vector<NodeVersion>& list, const std::string& node) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.node == node; });
  return found == list.end() ? "" : found->version;
}

bool runs(const std::vector<NodeVersion>& list, const std::string& node, const std::string& text) {
  return std::any_of(list.begin(), list.end(), [&](const NodeVersion& each) {
    return each.node == node && each.version == text;
  });
}

std::vector<const SeenUpgradeNode*> ordered(const SeenUpgrade& seen, const std::string& first) {
  std::vector<const SeenUpgradeNode*> nodes;
  for (const auto& node : seen.nodes) nodes.push_back(&node);
  const auto rank = [&](const SeenUpgradeNode* node) {
    return node->name == first ? 0 : node->control_plane ? 1 : 2;
  };
  std::stable_sort(nodes.begin(), nodes.end(),
                   [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
  return nodes;
}

std::string note_of(const SeenUpgradeNode& node) {
  if (!node.ready) return "not ready: " + node.why;
  return node.cordoned ? "cordoned" : "";
}

UpgradeTurn control_plane_turn(const SeenUpgrade& seen, const SeenUpgradeNode& node,
                               const std::string& target, const std::string& first) {
  const auto& versions = seen.versions;
  const bool done = runs(versions.apiservers, node.name, target) &&
                    runs(versions.controller_managers, node.name, target) &&
                    runs(versions.schedulers, node.name, target);
  const auto command = node.name == first ? "kcluster upgrade apply " + target
                                          : std::string("kcluster upgrade node");
  return {node.name,
          UpgradeTurn::Part::control_plane,
          version_on(versions.apiservers, node.name),
          command,
          done,
          note_of(node)};
}

UpgradeTurn kubelet_turn(const SeenUpgrade& seen, const SeenUpgradeNode& node,
                         const std::string& target) {
  const auto& kubelets = seen.versions.kubelets;
  return {node.name,
          UpgradeTurn::Part::kubelet,
          version_on(kubelets, node.name),
          "kcluster upgrade node --drain",
          runs(kubelets, node.name, target),
          note_of(node)};
}

/// The newest version that an API server runs or that the configuration names.
std::optional<Version> newest(const SeenVersions& versions) {
  const auto running = cluster_version(versions);
  const auto configured = Version::parse(versions.configured);
  if (!running || !configured) return running;
  return *running < *configured ? configured : running;
}

bool all_run(const SeenVersions& versions, const std::string& target) {
  for (const auto* list : {&versions.apiservers, &versions.controller_managers,
                           &versions.schedulers, &versions.kubelets})
    for (const auto& each : *list)
      if (each.version != target) return false;
  return versions.configured == target;
}

/// The one that `apply` was run on, or is to be.
std::string first_of(const SeenUpgrade& seen, const std::string& target, const std::string& here) {
  const auto& servers = seen.versions.apiservers;
  std::string first;
  for (const auto& node : seen.nodes) {
    if (!node.control_plane) continue;
    if (runs(servers, node.name, target)) return node.name;
    if (first.empty() || node.name == here) first = node.name;
  }
  return first;
}

}  // namespace

std::vector<UpgradeTurn> upgrade_order(const SeenUpgrade& seen, const Version& target,
                                       const std::string& first) {
  const auto text = target.text();
  const auto nodes = ordered(seen, first);
  std::vector<UpgradeTurn> turns;
  for (const auto* node : nodes)
    if (node->control_plane) turns.push_back(control_plane_turn(seen, *node, text, first));
  for (const auto* node : nodes) turns.push_back(kubelet_turn(seen, *node, text));
  return turns;
}

UpgradeCourse upgrade_course(const SeenUpgrade& seen, const std::string& here) {
  UpgradeCourse course;
  course.target = newest(seen.versions);
  course.begun = course.target && !all_run(seen.versions, course.target->text());
  if (!course.begun) {
    const auto images = seen.images.value_or(std::vector<std::string>{});
    const auto offers = possible_upgrades(seen.versions, images, std::nullopt, {});
    course.target = offers.empty() ? std::nullopt : std::optional(offers.back().version);
  }
  if (!course.target) return course;
  const auto first = first_of(seen, course.target->text(), here);
  course.turns = upgrade_order(seen, *course.target, first);
  return course;
}

}  // namespace kcluster
