#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/upgrade_removals.h"
#include "preflight/checks.h"

// What the cluster as a whole says before an upgrade.
namespace kcluster {
namespace {

constexpr std::ptrdiff_t kMostPods = 3;  // of a budget, named

std::string first_of(const std::vector<std::string>& pods) {
  const auto shown = std::min(std::ssize(pods), kMostPods);
  const std::vector<std::string> few(pods.begin(), pods.begin() + shown);
  const auto more = std::ssize(pods) - shown;
  return join(few, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

void judge_member(const SeenEtcdMember& member, Findings& out) {
  if (member.learner)
    out.push_back(error("EtcdHealth", fmt::format("etcd's member {} is a learner", member.name),
                        "wait until it is a voter, or `kcluster etcd remove-member`"));
  else if (!member.fault.empty())
    out.push_back(error("EtcdHealth", fmt::format("etcd's member {} {}", member.name, member.fault),
                        "`kcluster etcd status` tells more"));
}

/// Of an etcd that goes up one minor; more is refused. Nothing of it where etcd is left out.
Findings judge_storage(const UpgradeNeeds& needs) {
  const auto& seen = needs.seen;
  if (needs.etcd == EtcdUpgrade::left) return {};
  if (!seen.configuration || seen.configuration->external_etcd) return {};
  const auto tag = target_etcd(*seen.configuration, needs.target);
  const auto target = tag_version(tag);
  const bool rises = target && std::any_of(seen.etcd.begin(), seen.etcd.end(), [&](auto& member) {
                       const auto version = Version::parse(member.version);
                       return version && target->minor == version->minor + 1;
                     });
  if (!rises) return {};
  return {warning("EtcdStorageVersion",
                  fmt::format("etcd goes up a minor, to {}: an older one cannot read its data once "
                              "all members run it",
                              tag),
                  "`upgrade rollback` has it bring them back first, by etcd's own downgrade; "
                  "backups taken since need the newer etcd")};
}

}  // namespace

Findings check_nodes_ready(const CheckPlan& plan, const Look&) {
  Findings out;
  for (const auto& node : plan.upgrade.seen.nodes) {
    if (node.ready) continue;
    const auto what = fmt::format("{} is not ready: {}", node.name, node.why);
    const auto remedy = fmt::format("`kubectl describe node {}`", node.name);
    out.push_back(node.control_plane ? error("ControlPlaneNodesReady", what, remedy)
                                     : warning("NodesReady", what, remedy));
  }
  return out;
}

Findings check_components(const CheckPlan& plan, const Look&) {
  Findings out;
  for (const auto& each : plan.upgrade.seen.faults)
    out.push_back(
        error("ComponentHealth",
              fmt::format("{} on {} is not well: {}", each.component, each.node, each.why),
              "mend it first: what is upgraded in this state may not come back"));
  return out;
}

Findings check_etcd_members(const CheckPlan& plan, const Look&) {
  const auto& seen = plan.upgrade.seen;
  if (!seen.etcd_seen)
    return {error("EtcdHealth", "etcd could not be asked",
                  "look at it: `kcluster etcd status`, `kcluster status`")};
  Findings out;
  for (const auto& member : seen.etcd) judge_member(member, out);
  return out;
}

Findings check_skew(const CheckPlan& plan, const Look&) {
  Findings out;
  for (const auto& fault : plan.upgrade.faults) {
    out.push_back(fault.finding);
    if (plan.upgrade.forced && fault.kind == VersionFault::Kind::forcible)
      out.back().weight = Finding::Weight::warning;
  }
  for (auto& finding : judge_storage(plan.upgrade)) out.push_back(std::move(finding));
  return out;
}

Findings check_removed_flags(const CheckPlan& plan, const Look&) {
  const auto& seen = plan.upgrade.seen;
  const Json none = Json::object();
  const auto& kubelet = seen.kubelet ? *seen.kubelet : none;
  const auto& proxy = seen.proxy ? *seen.proxy : none;
  const auto configuration = seen.configuration.value_or(ClusterConfiguration{});
  return refused_arguments({configuration, kubelet, proxy, seen.kubelet_arguments},
                           plan.upgrade.target);
}

Findings check_deprecated_apis(const CheckPlan& plan, const Look&) {
  return deprecated_uses(plan.upgrade.seen.deprecated, plan.upgrade.target);
}

Findings check_stored_versions(const CheckPlan& plan, const Look&) {
  return stale_definitions(plan.upgrade.seen.definitions);
}

Findings check_budgets(const CheckPlan& plan, const Look&) {
  Findings out;
  for (const auto& budget : plan.upgrade.seen.budgets)
    out.push_back(warning("DisruptionBudgets",
                          fmt::format("PodDisruptionBudget {}/{} lets no pod go, a drain would "
                                      "wait for {}",
                                      budget.space, budget.name, first_of(budget.pods)),
                          "add a replica, or let the budget allow one disruption"));
  return out;
}

Findings check_unseen(const CheckPlan& plan, const Look&) {
  Findings out;
  for (const auto& what : plan.upgrade.seen.unseen)
    out.push_back(warning("Unseen", "not seen: " + what, "what stands there cannot be judged"));
  return out;
}

}  // namespace kcluster
